package dev.registryarchiver.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.registryarchiver.catalog.Shard;
import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.fake.TestLayer;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.real.PostgresServer;
import dev.registryarchiver.real.RequiresTool;

import static org.assertj.core.api.Assertions.assertThat;

/** The whole program with its state in PostgreSQL. */
@RequiresTool("postgres")
class PostgresStateTests {

    private static final int REPOSITORIES = 12;

    private static final String SLOW = "repository-05";

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private static final Duration STALL = Duration.ofSeconds(60);

    private final PostgresServer server = PostgresServer.shared();

    private final String database = this.server.newDatabase();

    private final FakeRegistry registry = new FakeRegistry();

    @TempDir
    Path archives;

    @BeforeEach
    void fill() {
        for (int i = 0; i < REPOSITORIES; i++) {
            this.registry.push("repository-%02d".formatted(i), "1",
                    TestImage.createdAt("2026-01-01T00:00:00Z").withLayers(TestLayer.random(i, 20_000)));
        }
    }

    @AfterEach
    void stop() {
        this.registry.close();
    }

    @Test
    void secondNightFetchesNothing() {
        ProgramRun first = run("archive");
        Map<String, String> archived = Archives.in(this.archives);
        this.registry.clearRequests();

        ProgramRun second = run("archive");

        assertThat(first.exitCode()).as(first.output()).isZero();
        assertThat(archived).hasSize(REPOSITORIES);
        assertThat(second.exitCode()).as(second.output()).isZero();
        assertThat(second.output()).contains("0 saved, 12 unchanged");
        assertThat(this.registry.requests("GET", "/v2/.*/blobs/.*")).isEmpty();
        assertThat(Archives.in(this.archives)).isEqualTo(archived);
        assertThat(this.archives.resolve(".state/registry-archiver.mv.db")).doesNotExist();
    }

    @Test
    void retryWorksOnWhatFailed() {
        this.registry.when("GET", "/v2/" + SLOW + "/manifests/.*").status(500);
        ProgramRun first = run("archive");
        this.registry.clearFaults();

        ProgramRun retry = run("retry");

        assertThat(first.exitCode()).as(first.output()).isEqualTo(ExitCode.REPOSITORIES_FAILED.code());
        assertThat(retry.exitCode()).as(retry.output()).isZero();
        assertThat(Archives.in(this.archives)).hasSize(REPOSITORIES);
    }

    @Test
    void commandsThatOnlyLookMakeNothing() {
        ProgramRun before = run("history");
        ProgramRun list = run("list");
        ProgramRun doctor = run("doctor");

        assertThat(before.exitCode()).as(before.output()).isZero();
        assertThat(list.exitCode()).as(list.output()).isZero();
        assertThat(doctor.output()).contains("PostgreSQL 1", "has none yet; the first run makes it")
            .contains("schema registry_archiver");
        assertThat(schemas()).isEmpty();

        run("archive");
        String rows = "SELECT count(*) FROM registry_archiver.known_image";
        List<String> known = this.server.query(this.database, rows);
        this.registry.push("new", "1", TestImage.createdAt("2026-01-02T00:00:00Z"));
        list = run("list");

        assertThat(list.exitCode()).as(list.output()).isZero();
        assertThat(list.output()).contains("new:1");
        assertThat(this.server.query(this.database, rows)).isEqualTo(known);
        assertThat(run("history").output()).contains("12");
        assertThat(run("doctor").output()).contains("has it, and no process holds it");
    }

    @Test
    void verifySetsAsideWhatTheNextRunFetchesAgain() throws IOException {
        run("archive");
        Path archive;
        try (Stream<Path> files = Files.walk(this.archives.resolve(SLOW))) {
            archive = files.filter(Files::isRegularFile)
                .filter((file) -> file.toString().endsWith(".tar"))
                .findFirst()
                .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(archive);
        bytes[bytes.length / 2] ^= 1;
        Files.write(archive, bytes);

        ProgramRun verify = run("verify");
        ProgramRun next = run("archive");

        assertThat(verify.exitCode()).as(verify.output()).isEqualTo(ExitCode.REPOSITORIES_FAILED.code());
        assertThat(next.output()).contains("1 saved, 11 unchanged");
    }

    @Test
    void lostStateIsMadeAnewFromTheArchives() {
        run("archive");
        this.server.execute(this.database, "DROP SCHEMA registry_archiver CASCADE");
        this.registry.clearRequests();

        ProgramRun next = run("archive");

        assertThat(next.exitCode()).as(next.output()).isZero();
        assertThat(next.output()).contains("Found 12 archives on the disk", "0 saved, 12 unchanged");
        assertThat(this.registry.requests("GET", "/v2/.*/blobs/.*")).isEmpty();
    }

    @Test
    void stateOfAnotherDirectoryIsRefused(@TempDir Path other) {
        run("archive");

        ProgramRun run = ProgramRun.of(other, settings());

        assertThat(run.exitCode()).as(run.output()).isEqualTo(ExitCode.WRONG_CONFIGURATION.code());
        assertThat(run.complaints()).singleElement()
            .asString()
            .contains("is that of another archive directory", "currentSchema",
                    "into " + other.resolve(".state/identity"));
    }

    @Test
    void stateBelongsToTheArchivesWhereverTheRestIsKept(@TempDir Path elsewhere) {
        run("archive");

        ProgramRun run = run("archive", "--state.directory=" + elsewhere);

        assertThat(this.archives.resolve(".state/identity")).isNotEmptyFile();
        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output()).contains("0 saved, 12 unchanged");
        assertThat(elsewhere.resolve("identity")).doesNotExist();
    }

    @Test
    void partsHaveAStateEachThatOneProcessHoldsUntilItDies() {
        RepositoryName slow = RepositoryName.of(SLOW);
        String mine = IntStream.range(0, 2)
            .mapToObj((i) -> new Shard(i, 2))
            .filter((shard) -> shard.owns(slow))
            .map((shard) -> shard.index() + "/2")
            .findFirst()
            .orElseThrow();
        String other = mine.equals("0/2") ? "1/2" : "0/2";
        try (ProgramProcess first = startAndStall("--job.shard=" + mine)) {
            ProgramRun beside = run("archive", "--job.shard=" + other);
            ProgramRun second = run("archive", "--job.shard=" + mine);
            ProgramRun doctor = run("doctor", "--job.shard=" + mine);
            ProgramRun history = run("history", "--job.shard=" + mine);

            assertThat(beside.exitCode()).as(beside.output()).isZero();
            assertThat(second.exitCode()).as(second.output()).isEqualTo(ExitCode.STATE_IN_USE.code());
            assertThat(second.complaints()).singleElement()
                .asString()
                .contains("Another process (process " + first.pid() + " on ", " since ")
                .contains("holds the job state in PostgreSQL at 127.0.0.1");
            assertThat(doctor.output()).contains("process " + first.pid() + " on ").contains("exit code 4");
            assertThat(history.exitCode()).as(history.output()).isZero();
            assertThat(first.isAlive()).as(first.output()).isTrue();
            first.kill();
        }
        this.registry.clearFaults();

        ProgramRun next = run("archive", "--job.shard=" + mine);

        assertThat(next.exitCode()).as(next.output()).isZero();
        assertThat(next.output()).contains("The last run was cut off", "Continuing the unfinished run");
        assertThat(Archives.in(this.archives)).hasSize(REPOSITORIES);
        assertThat(schemas()).containsExactlyInAnyOrder("registry_archiver_0_of_2", "registry_archiver_1_of_2");
        assertThat(this.archives.resolve(".state/shard-0-of-2/identity")).isNotEmptyFile();
        assertThat(this.archives.resolve(".state/shard-1-of-2/identity")).isNotEmptyFile();
    }

    @Test
    void whoeverTakesALostStateIsNeverWrittenOver() {
        try (ProgramProcess first = startAndStall()) {
            ProgramRun elsewhere = ProgramRun.of(this.archives, settings(this.server.newDatabase()));
            this.registry.clearFaults();
            this.server.query(this.database, "SELECT pg_terminate_backend(backend) FROM registry_archiver.state_owner");

            ProgramRun second = run("archive");

            assertThat(elsewhere.exitCode()).as(elsewhere.output()).isEqualTo(ExitCode.STATE_IN_USE.code());
            assertThat(second.exitCode()).as(second.output()).isZero();
            assertThat(second.output()).contains("Continuing the unfinished run", "0 failed")
                .doesNotContain("not reached");
            assertThat(first.exitCode()).as(first.output())
                .isIn(ExitCode.STATE_IN_USE.code(), ExitCode.CANNOT_GO_ON.code());
            assertThat(first.output().lines().filter((line) -> line.startsWith("registry-archiver: "))).hasSize(1);
        }
        assertThat(Archives.in(this.archives)).hasSize(REPOSITORIES);
        assertThat(run("verify").exitCode()).isZero();
        assertThat(run("archive").output()).contains("0 saved, 12 unchanged");
    }

    @Test
    void runEndsWhenItsLockIsLostAndIsContinued() {
        try (ProgramProcess first = startAndStall()) {
            this.server.query(this.database, "SELECT pg_terminate_backend(backend) FROM registry_archiver.state_owner");

            assertThat(first.exitCode()).as(first.output()).isEqualTo(ExitCode.CANNOT_GO_ON.code());
            assertThat(first.output()).contains("registry-archiver: The connection to PostgreSQL at 127.0.0.1",
                    "that holds the job state was lost");
        }
        this.registry.clearFaults();

        ProgramRun next = run("archive");

        assertThat(next.exitCode()).as(next.output()).isZero();
        assertThat(next.output()).contains("Continuing the unfinished run");
    }

    @Test
    void runEndsWhenTheServerGoesDownAndIsContinued() {
        try (PostgresServer own = PostgresServer.start()) {
            String database = own.newDatabase();
            try (ProgramProcess first = startAndStallAt(database)) {
                own.halt();

                assertThat(first.exitCode()).as(first.output()).isEqualTo(ExitCode.CANNOT_GO_ON.code());
                assertThat(first.output().lines().filter((line) -> line.startsWith("registry-archiver: ")))
                    .singleElement()
                    .asString()
                    .contains("run again when");
            }
            this.registry.clearFaults();
            ProgramRun down = ProgramRun.of(this.archives, settings(database));
            own.resume();

            ProgramRun next = ProgramRun.of(this.archives, settings(database));

            assertThat(down.exitCode()).as(down.output()).isEqualTo(ExitCode.CANNOT_GO_ON.code());
            assertThat(next.exitCode()).as(next.output()).isZero();
            assertThat(next.output()).contains("Continuing the unfinished run");
            assertThat(Archives.in(this.archives)).hasSize(REPOSITORIES);
        }
    }

    @Test
    void schemaOfTheAddressIsUsed() {
        ProgramRun run = ProgramRun.of(this.archives, settings(this.database + "?currentSchema=Mine,public"));

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(
                this.server.query(this.database,
                        "SELECT DISTINCT table_schema FROM information_schema.tables "
                                + "WHERE table_schema NOT IN ('pg_catalog', 'information_schema')"))
            .containsExactly("mine");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            wrong      | secret | 3 | password authentication failed | Check spring.datasource.username
            nobody     | secret | 3 | password authentication failed | Check spring.datasource.username
            poor       | secret | 3 | permission denied              | Give the user the right to create a schema
            reader     | secret | 3 | can only be read               | Name the primary server
            crowded    | secret | 1 | too many connections for role  | A run needs five connections
            """)
    void userWhoCannotDoIt(String user, String password, int exitCode, String answer, String remedy) {
        this.server.execute(this.database, """
                DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'poor') THEN
                    CREATE ROLE wrong LOGIN PASSWORD 'another';
                    CREATE ROLE poor LOGIN PASSWORD 'secret';
                    CREATE ROLE reader LOGIN PASSWORD 'secret';
                    ALTER ROLE reader SET default_transaction_read_only = on;
                    CREATE ROLE crowded LOGIN PASSWORD 'secret' CONNECTION LIMIT 0;
                END IF; END $$""");

        for (String command : user.equals("poor") ? List.of("archive", "doctor") : List.of("archive")) {
            ProgramRun run = ProgramRun.of(this.archives, command, "--registry.url=" + this.registry.uri(),
                    "--spring.datasource.url=" + this.database, "--spring.datasource.username=" + user,
                    "--spring.datasource.password=" + password);

            assertThat(run.exitCode()).as(run.output()).isEqualTo(exitCode);
            assertThat(run.output()).contains(answer, remedy, "PostgreSQL at 127.0.0.1:", "schema registry_archiver")
                .doesNotContain(password)
                .doesNotContain("Internal error");
        }
        assertThat(Archives.in(this.archives)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            textBlock = """
                    jdbc:postgresql://127.0.0.1:1/archiver?user=a&password=h1dden         | 1 | Check the address in spring.datasource.url and that the server runs
                    jdbc:postgresql://no.such.host.invalid/archiver?password=h1dden       | 1 | no.such.host.invalid
                    jdbc:postgresql://127.0.0.1:eighty/archiver?password=h1dden           | 3 | write it as jdbc:postgresql://host:5432/database
                                    postgres://ci:h1dden@127.0.0.1/archiver                               | 3 | There is no driver
                    """)
    void addressThatLeadsNowhere(String url, int exitCode, String sentence) {
        ProgramRun run = ProgramRun.of(this.archives, "history", "--spring.datasource.url=" + url);

        assertThat(run.exitCode()).as(run.output()).isEqualTo(exitCode);
        assertThat(run.complaints()).singleElement().asString().contains(sentence);
        assertThat(run.output()).doesNotContain("h1dden");
    }

    @Test
    void databaseThatDoesNotExist() {
        ProgramRun run = ProgramRun.of(this.archives, settings(this.server.url("nothing")));

        assertThat(run.exitCode()).as(run.output()).isEqualTo(ExitCode.WRONG_CONFIGURATION.code());
        assertThat(run.complaints()).singleElement()
            .asString()
            .contains("database \"nothing\" does not exist", "Create the database")
            .doesNotContain(PostgresServer.PASSWORD);
    }

    private ProgramProcess startAndStall(String... arguments) {
        return startAndStallAt(this.database, arguments);
    }

    // One repository takes for ever, the others are done.
    private ProgramProcess startAndStallAt(String database, String... arguments) {
        this.registry.when("GET", "/v2/" + SLOW + "/blobs/.*").stall(STALL);
        List<String> all = new ArrayList<>(List.of(settings(database)));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--job.lanes=2", "--transport.retries=1"));
        ProgramProcess process = ProgramProcess.start(this.archives, all.toArray(String[]::new));
        Awaitility.await()
            .atMost(LONGEST_WAIT)
            .until(() -> !process.isAlive() || (Archives.in(this.archives).size() > 3
                    && !this.registry.requests("GET", "/v2/" + SLOW + "/blobs/.*").isEmpty()));
        assertThat(process.isAlive()).as(process.output()).isTrue();
        return process;
    }

    private List<String> schemas() {
        return this.server.query(this.database, "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'registry%'");
    }

    private ProgramRun run(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(settings()));
        all.addAll(List.of(arguments));
        return ProgramRun.of(this.archives, all.toArray(String[]::new));
    }

    private String[] settings() {
        return settings(this.database);
    }

    private String[] settings(String database) {
        return new String[] { "--registry.url=" + this.registry.uri(), "--spring.datasource.url=" + database,
                "--spring.datasource.username=" + PostgresServer.ADMINISTRATOR,
                "--spring.datasource.password=" + PostgresServer.PASSWORD };
    }

}
