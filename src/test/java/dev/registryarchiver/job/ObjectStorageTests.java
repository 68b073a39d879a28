package dev.registryarchiver.job;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.RecordedRequest;
import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.fake.TestLayer;
import dev.registryarchiver.image.Digest;
import dev.registryarchiver.real.ObjectStorage;
import dev.registryarchiver.real.PostgresServer;
import dev.registryarchiver.real.RequiresTool;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/** The whole program with its archives in object storage. */
class ObjectStorageTests {

    private static final int LARGE = 21_000_000;

    private static final TestLayer LARGE_LAYER = TestLayer.random(2, LARGE);

    private final FakeRegistry registry = new FakeRegistry();

    private final ObjectStorage storage = ObjectStorage.start();

    private final TestLayer shared = TestLayer.random(1, 300_000);

    @TempDir
    Path directory;

    @BeforeEach
    void fill() {
        push("team/app", "1.0", "2026-01-01T00:00:00Z", this.shared, LARGE_LAYER, TestLayer.random(3, 100_000));
        push("solo", "a", "2026-01-02T00:00:00Z", this.shared);
    }

    @AfterEach
    void stop() {
        this.storage.close();
        this.registry.close();
    }

    @Test
    void archivesAreTheSameAsInADirectory() throws IOException {
        ProgramRun run = archive();

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output()).contains("2 repositories: 2 saved");
        assertThat(digests()).hasSize(2);
        assertSameAsInADirectory();
        assertThat(this.storage.openUploads()).isZero();
        assertThat(this.storage.objects().keySet()).filteredOn((key) -> !key.endsWith(".tar"))
            .containsExactly("images/.state/registry");
    }

    @Test
    void secondNightFetchesAndWritesNothing() {
        archive();
        this.registry.clearRequests();
        this.storage.clearOperations();

        ProgramRun run = archive();

        assertThat(run.output()).contains("0 saved, 2 unchanged");
        assertThat(this.registry.requests("GET", "/v2/.*/blobs/.*")).isEmpty();
        assertThat(this.storage.operations("PUT")).isEmpty();
        assertThat(this.storage.operations("BEGIN")).isEmpty();
        assertThat(this.storage.operations("LIST")).hasSize(1);
    }

    @Test
    void aWrongBlobNeverBecomesVisible() {
        this.registry.when("GET", "/v2/team/app/blobs/.*")
            .matching((request) -> request.path().endsWith(digest(LARGE_LAYER)))
            .corruptByteAt(20_000_000);

        ProgramRun run = archive();

        assertThat(run.exitCode()).isEqualTo(ExitCode.REPOSITORIES_FAILED.code());
        assertThat(run.output()).contains("the registry served").contains("1 saved", "1 failed");
        assertThat(this.storage.operations("PART")).isNotEmpty();
        assertThat(this.storage.openUploads()).isZero();
        assertThat(this.storage.objects().keySet())
            .allMatch((key) -> key.startsWith("images/solo/") || key.equals("images/.state/registry"));
    }

    @Test
    void aBlobThatWasWrongOnceIsWrittenAgainInItsPlace() throws IOException {
        this.registry.when("GET", "/v2/team/app/blobs/.*")
            .matching((request) -> request.path().endsWith(digest(LARGE_LAYER)))
            .times(1)
            .corruptByteAt(20_000_000);

        ProgramRun run = archive();

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertSameAsInADirectory();
    }

    @Test
    void aBrokenTransferGoesOnAtItsByte() throws IOException {
        this.registry.when("GET", "/v2/team/app/blobs/.*")
            .matching((request) -> request.path().endsWith(digest(LARGE_LAYER)))
            .times(1)
            .breakAfter(12_000_000);

        ProgramRun run = archive();

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(fetched(LARGE_LAYER)).extracting((request) -> request.header("Range"))
            .containsExactly(null, "bytes=12000000-");
        assertSameAsInADirectory();
    }

    @Test
    void aKilledProcessIsGoneOnWithBehindItsLastProvenLayer() throws IOException {
        TestLayer first = TestLayer.random(7, 10_000_000);
        TestLayer second = TestLayer.random(8, LARGE);
        push("team/big", "1", "2026-01-03T00:00:00Z", first, second);
        this.registry.when("GET", "/v2/team/big/blobs/.*")
            .matching((request) -> request.path().endsWith(digest(second)))
            .breakAfter(5_000_000)
            .stall(Duration.ofSeconds(20));
        List<String> options = new ArrayList<>(ObjectStorage.keys());
        options.add("-Xmx256m");
        try (ProgramProcess process = ProgramProcess.bare(options,
                Stream.concat(Stream.of("archive"), options().stream()).toArray(String[]::new))) {
            Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .until(() -> !fetched(second).isEmpty()
                        && this.storage.objects().keySet().stream().filter((key) -> key.endsWith(".tar")).count() == 2);
            process.kill();
        }
        assertThat(this.storage.objects().keySet())
            .anyMatch((key) -> key.startsWith("images/.state/uploads/team/big/1_"))
            .noneMatch((key) -> key.startsWith("images/team/big"));
        this.registry.clearFaults();
        this.registry.clearRequests();
        this.storage.clearOperations();

        ProgramRun next = archive();

        assertThat(next.exitCode()).as(next.output()).isZero();
        assertThat(fetched(first)).hasSize(1).allSatisfy((request) -> assertThat(request.header("Range")).isNotNull());
        assertThat(fetched(LARGE_LAYER)).isEmpty();
        assertThat(this.storage.operations("PART")).noneMatch((part) -> part.endsWith(" 1"))
            .anyMatch((part) -> part.endsWith(" 2"));
        assertThat(this.storage.operations("BEGIN")).isEmpty();
        assertThat(this.storage.openUploads()).isZero();
        assertThat(this.storage.objects().keySet()).noneMatch((key) -> key.contains("/uploads/"));
        assertSameAsInADirectory();
    }

    @Test
    void whatNobodyGoesOnWithIsDeleted() {
        push("team/big", "1", "2026-01-03T00:00:00Z", LARGE_LAYER, TestLayer.random(8, LARGE));
        archive("--catalog.include=solo");
        this.storage.refuse((operation) -> operation.equals("COMPLETE x") || operation.endsWith(" 4"), 500,
                "InternalError");
        ProgramRun broken = archive("--catalog.include=team/big");
        assertThat(broken.exitCode()).as(broken.output()).isEqualTo(ExitCode.REPOSITORIES_FAILED.code());
        assertThat(this.storage.openUploads()).isOne();
        this.storage.refuseNothing();
        push("team/big", "2", "2026-01-04T00:00:00Z", this.shared);

        ProgramRun run = archive("--catalog.include=team/big");

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(this.storage.openUploads()).isZero();
        assertThat(this.storage.objects().keySet()).noneMatch((key) -> key.contains("/uploads/"));
    }

    @Test
    void aNewerArchiveTakesLayersFromTheOldOneAndItsPlace() {
        archive();
        this.registry.clearRequests();
        push("team/app", "2.0", "2026-02-01T00:00:00Z", this.shared, LARGE_LAYER, TestLayer.random(9, 50_000));

        ProgramRun run = archive();

        assertThat(run.output()).contains("1 saved, 1 unchanged");
        assertThat(fetched(LARGE_LAYER)).isEmpty();
        assertThat(fetched(this.shared)).isEmpty();
        assertThat(digests().keySet()).hasSize(2).anyMatch((name) -> name.startsWith("team/app/2.0_"));
        assertThat(run("verify").output()).contains("2 right");
    }

    @Test
    void anArchiveThatMayNotBeDeletedIsToldOf() {
        archive();
        push("team/app", "2.0", "2026-02-01T00:00:00Z", this.shared);
        this.storage.refuse((operation) -> operation.startsWith("DELETE images/team"), 403, "AccessDenied");

        ProgramRun run = archive();

        assertThat(run.exitCode()).isZero();
        assertThat(run.output()).contains("Cannot delete team/app/1.0_")
            .contains("access was refused (HTTP 403, AccessDenied)");
        assertThat(digests()).hasSize(3);
    }

    @Test
    void aLostStateIsReadFromTheBucketAgain() {
        archive();
        FileSystemUtils.deleteRecursively(this.directory.resolve("state").toFile());
        this.registry.clearRequests();
        this.storage.clearOperations();

        ProgramRun run = archive();

        assertThat(run.output()).contains("0 saved, 2 unchanged");
        assertThat(this.registry.requests("GET", "/v2/.*/blobs/.*")).isEmpty();
        assertThat(this.storage.operations("PUT")).isEmpty();
    }

    @Test
    @RequiresTool("postgres")
    void withItsStateInPostgresNothingOnTheDiskIsNeeded() throws IOException {
        String database = PostgresServer.shared().newDatabase();
        ProgramRun first = archiveWithoutDisk(database);
        String identity = text("images/.state/identity");
        FileSystemUtils.deleteRecursively(this.directory.resolve("state"));
        this.registry.clearRequests();
        this.storage.clearOperations();

        ProgramRun second = archiveWithoutDisk(database);

        assertThat(first.exitCode()).as(first.output()).isZero();
        assertThat(identity).isNotBlank();
        assertThat(second.exitCode()).as(second.output()).isZero();
        assertThat(second.output()).contains("0 saved, 2 unchanged").doesNotContain("archives on the disk");
        assertThat(this.registry.requests("GET", "/v2/.*/blobs/.*")).isEmpty();
        assertThat(this.storage.operations("PUT")).isEmpty();
        assertThat(this.storage.operations("GET")).containsExactlyInAnyOrder("GET images/.state/identity",
                "GET images/.state/registry");
        assertThat(this.directory.resolve("state/identity")).doesNotExist();
    }

    @Test
    @RequiresTool("postgres")
    void aPartHasItsOwnTieToItsStateInPostgres() {
        String database = PostgresServer.shared().newDatabase();
        archiveWithoutDisk(database, "--job.shard=0/2");
        archiveWithoutDisk(database, "--job.shard=1/2");

        assertThat(digests()).hasSize(2);
        assertThat(this.storage.objects().keySet()).filteredOn((key) -> key.endsWith("/identity"))
            .containsExactly("images/.state/shard-0-of-2/identity", "images/.state/shard-1-of-2/identity");
        assertThat(text("images/.state/shard-0-of-2/identity"))
            .isNotEqualTo(text("images/.state/shard-1-of-2/identity"));
        assertThat(archiveWithoutDisk(database, "--job.shard=0/2").exitCode()).isZero();
    }

    @Test
    @RequiresTool("postgres")
    void aStateInPostgresOfAnotherPlaceIsRefused() {
        String database = PostgresServer.shared().newDatabase();
        archiveWithoutDisk(database);
        String identity = text("images/.state/identity").strip();

        ProgramRun elsewhere = archiveInto("s3://backup/other", database);
        ProgramRun nowhere = archiveInto("s3://no-such-bucket/images", database);
        this.storage.put("other/.state/identity", identity.getBytes(StandardCharsets.UTF_8));
        ProgramRun toldSo = archiveInto("s3://backup/other", database);

        assertThat(elsewhere.exitCode()).as(elsewhere.output()).isEqualTo(ExitCode.WRONG_CONFIGURATION.code());
        assertThat(elsewhere.complaints()).singleElement()
            .asString()
            .contains("is that of another archive directory",
                    "write %s into s3://backup/other/.state/identity".formatted(identity));
        assertThat(nowhere.exitCode()).as(nowhere.output()).isEqualTo(ExitCode.WRONG_CONFIGURATION.code());
        assertThat(nowhere.complaints()).singleElement()
            .asString()
            .contains("Cannot read s3://no-such-bucket/images/.state/identity: there is no such bucket");
        assertThat(toldSo.exitCode()).as(toldSo.output()).isZero();
    }

    @Test
    @RequiresTool("postgres")
    void whoOnlyLooksAtAStateInPostgresDoesNotAskTheBucket() {
        String database = PostgresServer.shared().newDatabase();
        archiveWithoutDisk(database);
        this.storage.clearOperations();

        ProgramRun history = runWithoutDisk(database, "history");

        assertThat(history.exitCode()).as(history.output()).isZero();
        assertThat(Stream.of("GET", "LIST", "PUT").flatMap((verb) -> this.storage.operations(verb).stream())).isEmpty();
        assertThat(runWithoutDisk(database, "list").exitCode()).isZero();
        assertThat(runWithoutDisk(database, "verify").output()).contains("2 right");
        assertThat(this.storage.operations("GET")).doesNotContain("GET images/.state/identity");
        assertThat(this.storage.operations("PUT")).isEmpty();
    }

    @Test
    void aDamagedArchiveIsSetAsideAndFetchedAgain() {
        archive();
        Map<String, String> right = digests();
        String damaged = right.keySet()
            .stream()
            .filter((name) -> name.startsWith("team/app/"))
            .findFirst()
            .orElseThrow();
        byte[] content = this.storage.content("images/" + damaged);
        content[content.length / 2] ^= 1;
        this.storage.put("images/" + damaged, content);

        ProgramRun verified = run("verify");

        assertThat(verified.exitCode()).isEqualTo(ExitCode.REPOSITORIES_FAILED.code());
        assertThat(verified.output()).contains("1 right, 1 damaged")
            .contains("set aside   s3://backup/images/" + damaged + ".damaged");
        assertThat(run("verify", "s3://backup/images/" + damaged).exitCode()).isNotZero();
        assertThat(digests()).hasSize(1);
        assertThat(archive().output()).contains("1 saved, 1 unchanged");
        assertThat(digests()).isEqualTo(right);
        assertThat(run("verify", damaged).output()).contains("1 right");
    }

    @Test
    void doctorTriesTheBucket() {
        ProgramRun right = run("doctor");
        this.storage.refuse((operation) -> operation.startsWith("PUT"), 403, "AccessDenied");
        ProgramRun refused = run("doctor");

        assertThat(right.exitCode()).as(right.output()).isZero();
        assertThat(right.output()).contains("s3://backup/images can be written to");
        assertThat(refused.output()).contains("access was refused (HTTP 403, AccessDenied)");
        assertThat(this.storage.objects()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({ "404,NoSuchBucket,3,there is no such bucket", "403,AccessDenied,3,access was refused",
            "403,InvalidAccessKeyId,3,access was refused", "301,PermanentRedirect,3,the bucket is in another region",
            "403,RequestTimeTooSkewed,3,the clocks of this machine and of the storage are too far apart",
            "507,InsufficientStorage,1,it has no room left" })
    void aBucketThatRefusesEndsTheRunInOneSentence(int status, String code, int exitCode, String sentence) {
        this.storage.refuse((operation) -> operation.startsWith("PUT"), status, code);

        ProgramRun run = archive();

        assertThat(run.exitCode()).as(run.output()).isEqualTo(exitCode);
        assertThat(run.output()).contains("Cannot write s3://backup/images/")
            .contains(sentence)
            .doesNotContain("object-storage-secret", "Internal error", "\tat ");
    }

    @Test
    void aStorageThatIsBusyForOneImageFailsOnlyThat() {
        this.storage.refuse((operation) -> operation.startsWith("PUT images/solo"), 503, "SlowDown");

        ProgramRun run = archive();

        assertThat(run.exitCode()).isEqualTo(ExitCode.REPOSITORIES_FAILED.code());
        assertThat(run.output()).contains("1 saved", "1 failed").contains("it is busy or broken (HTTP 503, SlowDown)");
    }

    @Test
    void whatIsWrongAroundTheBucketIsSaidInOneSentence() {
        List<String> wrongBucket = replaced("--archive.directory=", "s3://no-such-bucket/images");
        List<String> nobody = replaced("--archive.s3.endpoint=", "http://127.0.0.1:1");

        ProgramRun missing = ProgramRun.bare(wrongBucket.toArray(String[]::new));
        ProgramRun unreachable = ProgramRun.bare(nobody.toArray(String[]::new));
        System.setProperty("aws.secretAccessKey", "another-secret");
        ProgramRun stranger = archive();
        System.clearProperty("aws.accessKeyId");
        System.setProperty("aws.disableEc2Metadata", "true");
        ProgramRun nameless = archive();
        System.clearProperty("aws.disableEc2Metadata");

        assertThat(missing.exitCode()).as(missing.output()).isEqualTo(3);
        assertThat(missing.output()).contains("there is no such bucket");
        assertThat(unreachable.exitCode()).as(unreachable.output()).isEqualTo(1);
        assertThat(unreachable.output()).contains("it cannot be reached");
        assertThat(nameless.exitCode()).as(nameless.output()).isEqualTo(3);
        assertThat(nameless.output()).contains("there are no credentials for it");
        assertThat(stranger.exitCode()).as(stranger.output()).isEqualTo(3);
        assertThat(stranger.output()).contains("access was refused").doesNotContain("another-secret");
    }

    @Test
    void theClientIsLoadedOnlyForABucket() {
        try (ProgramProcess process = ProgramProcess.bare(List.of("-Xlog:class+load"), "archive",
                "--registry.url=" + this.registry.uri(), "--archive.directory=" + this.directory.resolve("files"))) {
            assertThat(process.exitCode()).isZero();
            assertThat(process.output()).contains("dev.registryarchiver.archive.DirectoryArchiveStore")
                .doesNotContain("software.amazon.awssdk")
                .doesNotContain("dev.registryarchiver.archive.Bucket ");
        }
    }

    private List<String> replaced(String property, String value) {
        return Stream
            .concat(options().stream().filter((option) -> !option.startsWith(property)), Stream.of(property + value))
            .toList();
    }

    private void assertSameAsInADirectory() throws IOException {
        ProgramRun.of(this.directory.resolve("files"), "--registry.url=" + this.registry.uri());
        assertThat(digests()).isNotEmpty().isEqualTo(digestsOfFiles(this.directory.resolve("files")));
    }

    private ProgramRun archive(String... arguments) {
        return run(Stream.concat(Stream.of("archive"), Arrays.stream(arguments)).toArray(String[]::new));
    }

    private ProgramRun run(String... arguments) {
        return ProgramRun.bare(Stream.concat(Arrays.stream(arguments), options().stream()).toArray(String[]::new));
    }

    private ProgramRun archiveWithoutDisk(String database, String... arguments) {
        return runWithoutDisk(database, "archive", arguments);
    }

    private ProgramRun runWithoutDisk(String database, String command, String... arguments) {
        return run(Stream.of(Stream.of(command), Arrays.stream(arguments), inPostgres(database))
            .flatMap((part) -> part)
            .toArray(String[]::new));
    }

    private ProgramRun archiveInto(String place, String database) {
        return ProgramRun.bare(Stream.concat(replaced("--archive.directory=", place).stream(), inPostgres(database))
            .toArray(String[]::new));
    }

    private static Stream<String> inPostgres(String database) {
        return Stream.of("--spring.datasource.url=" + database,
                "--spring.datasource.username=" + PostgresServer.ADMINISTRATOR,
                "--spring.datasource.password=" + PostgresServer.PASSWORD);
    }

    private String text(String key) {
        return new String(this.storage.content(key), StandardCharsets.UTF_8);
    }

    private List<String> options() {
        return List.of("--registry.url=" + this.registry.uri(), "--archive.directory=s3://backup/images",
                "--archive.s3.endpoint=" + this.storage.endpoint(), "--archive.s3.path-style=true",
                "--state.directory=" + this.directory.resolve("state"), "--transport.retries=1",
                "--transport.retry-wait=10ms");
    }

    private Map<String, String> digests() {
        Map<String, String> digests = new TreeMap<>();
        this.storage.objects()
            .keySet()
            .stream()
            .filter((key) -> key.endsWith(".tar"))
            .forEach((key) -> digests.put(key.substring("images/".length()),
                    Digest.sha256(this.storage.content(key)).toString()));
        return digests;
    }

    private static Map<String, String> digestsOfFiles(Path archives) throws IOException {
        Map<String, String> digests = new TreeMap<>();
        for (String name : Archives.in(archives).keySet()) {
            if (!Files.isSymbolicLink(archives.resolve(name))) {
                digests.put(name, Digest.sha256(Files.readAllBytes(archives.resolve(name))).toString());
            }
        }
        return digests;
    }

    private List<RecordedRequest> fetched(TestLayer layer) {
        return this.registry.requests("GET", "/v2/.*/blobs/" + digest(layer));
    }

    private static String digest(TestLayer layer) {
        return Digest.sha256(layer.content()).toString();
    }

    private void push(String repository, String tag, String created, TestLayer... layers) {
        this.registry.push(repository, tag, TestImage.createdAt(created).withLayers(layers));
    }

}
