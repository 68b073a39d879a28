package dev.registryarchiver.job;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.util.FileSystemUtils;

import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.fake.TestIndex;
import dev.registryarchiver.fake.TestLayer;

import static org.assertj.core.api.Assertions.assertThat;

/** A job state that is damaged, lost, of another version, or held by somebody else. */
class DamagedStateTests {

    private static final int REPOSITORIES = 20;

    private final FakeRegistry registry = new FakeRegistry();

    @TempDir
    Path archives;

    @BeforeEach
    void fill() {
        for (int i = 0; i < REPOSITORIES; i++) {
            TestImage image = TestImage.createdAt("2026-01-01T00:00:00Z").withLayers(TestLayer.random(i, 20_000));
            boolean index = i % 2 == 0;
            this.registry.push("team/repository-%02d".formatted(i), "1.0",
                    index ? TestIndex.of(image.withPlatform("linux/arm64"), image) : image);
        }
    }

    @AfterEach
    void stop() {
        this.registry.close();
    }

    enum Damage {

        EMPTIED {
            @Override
            byte[] of(byte[] state) {
                return new byte[0];
            }
        },
        CUT_TO_A_STUMP {
            @Override
            byte[] of(byte[] state) {
                return Arrays.copyOf(state, 100);
            }
        },
        CUT_TO_ITS_HEADER {
            @Override
            byte[] of(byte[] state) {
                return Arrays.copyOf(state, 8192);
            }
        },
        CUT_IN_HALF {
            @Override
            byte[] of(byte[] state) {
                return Arrays.copyOf(state, state.length / 2);
            }
        },
        TEXT {
            @Override
            byte[] of(byte[] state) {
                return "This is no database.\n".repeat(1000).getBytes(StandardCharsets.UTF_8);
            }
        },
        GARBAGE {
            @Override
            byte[] of(byte[] state) {
                byte[] garbage = new byte[state.length];
                new Random(1).nextBytes(garbage);
                return garbage;
            }
        },
        ZEROS {
            @Override
            byte[] of(byte[] state) {
                return new byte[state.length];
            }
        };

        abstract byte[] of(byte[] state);

    }

    @ParameterizedTest
    @EnumSource
    void damagedStateIsMadeAnewFromTheArchives(Damage damage) throws IOException {
        Map<String, String> before = archiveAll();
        Files.write(state(), damage.of(Files.readAllBytes(state())));

        ProgramRun run = archive();

        assertNothingWasFetchedAgain(run, before);
        boolean opens = damage == Damage.EMPTIED || damage == Damage.CUT_TO_ITS_HEADER;
        if (damage == Damage.CUT_IN_HALF) {
            // Where the half ends decides whether an older state is left in it.
            opens = !run.output().contains("is damaged");
        }
        assertThat(run.output().contains("is damaged; it was renamed to")).isEqualTo(!opens);
        assertThat(Archives.everythingIn(this.archives).keySet().stream().filter((name) -> name.contains(".damaged-")))
            .hasSize(opens ? 0 : 1);
        assertThat(archive().output()).contains("0 saved, 20 unchanged").doesNotContain("damaged");
    }

    @ParameterizedTest
    @ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8 })
    void halfAPageOfGarbageDoesNoHarmWhereverItLies(long seed) throws IOException {
        Map<String, String> before = archiveAll();
        Random random = new Random(seed);
        byte[] bytes = Files.readAllBytes(state());
        byte[] garbage = new byte[2048];
        random.nextBytes(garbage);
        int position = random.nextInt(bytes.length / garbage.length) * garbage.length;
        System.arraycopy(garbage, 0, bytes, position, garbage.length);
        Files.write(state(), bytes);

        ProgramRun first = archive();
        ProgramRun second = (first.exitCode() == 0) ? first : archive();

        assertThat(second.exitCode()).as("%s%n%s", first.output(), second.output()).isZero();
        assertThat(this.registry.requests("GET", "/v2/.*/blobs/.*")).isEmpty();
        assertThat(Archives.in(this.archives)).isEqualTo(before);
    }

    @Test
    void missingStateIsMadeAnewFromTheArchives() throws IOException {
        Map<String, String> before = archiveAll();
        deleteState();

        ProgramRun run = archive();

        assertNothingWasFetchedAgain(run, before);
        assertThat(run.output()).contains("Found 20 archives on the disk");
    }

    @Test
    void layersOfForeignAndChangedArchivesAreStillCopied() throws IOException {
        archiveAll();
        deleteState();
        try (FakeRegistry other = new FakeRegistry()) {
            other.push("elsewhere", "1.0",
                    TestImage.createdAt("2026-01-01T00:00:00Z").withLayers(TestLayer.random(3, 20_000)));

            ProgramRun run = ProgramRun.of(this.archives, "--registry.url=" + other.uri());

            assertThat(run.output()).contains("1 saved");
            assertThat(other.requests("GET", "/v2/elsewhere/blobs/.*")).as("its config").hasSize(1);
        }
    }

    @Test
    void filesThatAreNoArchivesOfOursAreLeftAlone() throws IOException {
        archiveAll();
        deleteState();
        Files.write(this.archives.resolve("team/notes.tar"), new byte[10_240]);
        Files.writeString(this.archives.resolve("broken.tar"), "no tar");
        Files.write(this.archives.resolve("empty.tar"), new byte[0]);
        Path ours = this.archives.resolve(Archives.in(this.archives)
            .keySet()
            .stream()
            .filter((name) -> name.contains("repository-01"))
            .findFirst()
            .orElseThrow());
        Files.copy(ours, ours.resolveSibling("renamed.tar"));
        Map<String, String> before = Archives.in(this.archives);

        ProgramRun run = archive();

        assertThat(run.output()).contains("0 saved, 20 unchanged");
        assertThat(Archives.in(this.archives)).isEqualTo(before);
    }

    @Test
    void listReadsADamagedStateAndLeavesIt() throws IOException {
        archiveAll();
        Files.write(state(), Damage.GARBAGE.of(Files.readAllBytes(state())));
        Map<String, String> before = Archives.everythingIn(this.archives);

        ProgramRun run = ProgramRun.of(this.archives, "list", url());

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(Archives.everythingIn(this.archives)).isEqualTo(before);
    }

    @Test
    void keepsAFewOfTheFilesSetAside() throws IOException {
        archiveAll();
        for (int i = 0; i < 5; i++) {
            Files.write(state(), Damage.GARBAGE.of(Files.readAllBytes(state())));
            archive();
        }

        assertThat(Archives.everythingIn(this.archives).keySet().stream().filter((name) -> name.contains(".damaged-")))
            .hasSize(3);
    }

    @Test
    void stateOfANewerProgramIsRefusedAndLeftAlone() throws IOException, SQLException {
        archiveAll();
        execute("UPDATE state_schema SET version = 99");

        ProgramRun run = archive();
        ProgramRun list = ProgramRun.of(this.archives, "list", url());

        assertThat(run.exitCode()).as(run.output()).isEqualTo(3);
        assertThat(list.exitCode()).as(list.output()).isEqualTo(3);
        assertThat(run.errors()).contains("The job state was written by a newer version of this program")
            .hasLineCount(1);
        execute("UPDATE state_schema SET version = 1 WHERE version = 99");
        assertThat(archive().output()).contains("0 saved, 20 unchanged");
        assertThat(Archives.everythingIn(this.archives).keySet()).noneMatch((name) -> name.contains(".damaged-"));
    }

    @Test
    void stateOfAnOlderProgramIsCopiedBeforeItIsChanged() throws SQLException {
        Map<String, String> before = archiveAll();
        execute("DROP TABLE state_schema");

        ProgramRun run = archive();

        assertThat(run.output()).contains("0 saved, 20 unchanged").contains("it was copied to ");
        assertThat(Archives.in(this.archives)).isEqualTo(before);
        assertThat(Archives.everythingIn(this.archives).keySet())
            .anyMatch((name) -> name.matches("\\.state/registry-archiver(\\.mv\\.db)?\\.schema-0-.*\\.zip"));
        assertThat(archive().output()).doesNotContain("copied to");
    }

    @Test
    void saysWhoHoldsTheState() throws IOException {
        archiveAll();
        try (FileChannel holder = FileChannel.open(state(), StandardOpenOption.WRITE)) {
            assertThat(holder.lock().isValid()).isTrue();
            Path owner = this.archives.resolve(".state/owner.properties");
            Files.writeString(owner, "pid=4711\nhost=build-7\nsince=2026-01-02T03:04:05Z\n");

            ProgramRun run = archive();

            assertThat(run.exitCode()).as(run.output()).isEqualTo(4);
            assertThat(run.errors()).contains("(process 4711 on build-7 since 2026-01-02T03:04:05Z)");
            Files.writeString(owner, "garbage");
            assertThat(archive().errors())
                .contains("Another process holds the job state of this archive directory. Wait");
        }
    }

    @Test
    void fileThatADeadOwnerLeftConfusesNobody() throws IOException {
        archiveAll();
        Path owner = this.archives.resolve(".state/owner.properties");
        Files.writeString(owner, "pid=4711\nhost=build-7\nsince=2026-01-02T03:04:05Z\n");

        ProgramRun run = archive();

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(owner).doesNotExist();
    }

    private void assertNothingWasFetchedAgain(ProgramRun run, Map<String, String> before) {
        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output()).contains("0 saved, 20 unchanged");
        assertThat(this.registry.requests("GET", "/v2/.*/blobs/.*")).isEmpty();
        assertThat(Archives.in(this.archives)).isEqualTo(before);
    }

    private Map<String, String> archiveAll() {
        ProgramRun run = archive();
        assertThat(run.output()).contains("20 saved");
        this.registry.clearRequests();
        return Archives.in(this.archives);
    }

    private void deleteState() throws IOException {
        FileSystemUtils.deleteRecursively(this.archives.resolve(".state"));
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connect()) {
            connection.createStatement().execute(sql);
        }
    }

    private Connection connect() throws SQLException {
        StateDatabase database = StateDatabase.in(this.archives.resolve(".state"));
        return DriverManager.getConnection(database.getJdbcUrl(), database.getUsername(), database.getPassword());
    }

    private Path state() {
        return this.archives.resolve(".state/registry-archiver.mv.db");
    }

    private ProgramRun archive() {
        return ProgramRun.of(this.archives, "archive", url());
    }

    private String url() {
        return "--registry.url=" + this.registry.uri();
    }

}
