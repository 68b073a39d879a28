package dev.registryarchiver.job;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.fake.TestLayer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Night after night in one virtual machine over a registry that changes: images are
 * pushed, tags are deleted, repositories come and go. Prints what grows. By hand, for
 * example: {@code java -cp … dev.registryarchiver.job.Soak 200 500}.
 */
final class Soak implements AutoCloseable {

    static final int KEPT_RUNS = 3;

    private static final int TAGS = 4;

    private static final int LAYER = 3_000;

    private final FakeRegistry registry = new FakeRegistry();

    private final Path archives;

    private final Random random;

    private final Map<String, Deque<String>> tags = new TreeMap<>();

    private Instant clock = Instant.parse("2026-01-01T00:00:00Z");

    private int pushes;

    private int named;

    Soak(Path archives, int repositories, long seed) {
        this.archives = archives;
        this.random = new Random(seed);
        for (int i = 0; i < repositories; i++) {
            addRepository();
        }
    }

    /** Nights, repositories, and a seed when they are to be repeated. */
    public static void main(String[] arguments) throws Exception {
        int nights = Integer.parseInt(arguments[0]);
        long seed = (arguments.length > 2) ? Long.parseLong(arguments[2]) : System.nanoTime();
        Path archives = Files.createTempDirectory("soak-");
        System.out.printf("seed %d, archives in %s%n", seed, archives);
        try (Soak soak = new Soak(archives, Integer.parseInt(arguments[1]), seed)) {
            for (int night = 1; night <= nights; night++) {
                soak.night();
                System.gc();
                Runtime memory = Runtime.getRuntime();
                System.out.printf(
                        "night %3d: heap %5.1f MB, state %8d bytes, %5d worklist, %5d seen_tag, %5d known_image, %3d reports%n",
                        night, (memory.totalMemory() - memory.freeMemory()) / 1e6, soak.stateBytes(),
                        soak.rows("worklist"), soak.rows("seen_tag"), soak.rows("known_image"), soak.reports());
            }
        }
        System.exit(0);
    }

    /** A day of work in the registry, and the night after it. */
    void night() {
        this.clock = this.clock.plus(1, ChronoUnit.DAYS);
        int changes = Math.max(1, this.tags.size() / 10);
        for (int i = 0; i < changes; i++) {
            push(anyRepository());
        }
        String gone = anyRepository();
        this.tags.remove(gone);
        this.registry.deleteRepository(gone);
        addRepository();
        this.registry.clearRequests();

        ProgramRun run = ProgramRun.of(this.archives, "--registry.url=" + this.registry.uri(),
                "--job.keep-runs=" + KEPT_RUNS);

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output()).contains(this.tags.size() + " repositories: ").contains(" 0 failed");
        assertThat(Archives.everythingIn(this.archives).keySet()).noneMatch((name) -> name.contains(".partial"));
    }

    int repositories() {
        return this.tags.size();
    }

    int tags() {
        return this.tags.size() * TAGS;
    }

    long stateBytes() {
        return state().toFile().length();
    }

    int reports() {
        String[] reports = this.archives.resolve(".state/reports")
            .toFile()
            .list((directory, name) -> name.matches("\\d{8}T.*\\.json"));
        return (reports != null) ? reports.length : 0;
    }

    long rows(String table) {
        String url = "jdbc:h2:" + state().toString().replace(".mv.db", "") + ";ACCESS_MODE_DATA=r";
        try (Connection connection = DriverManager.getConnection(url, "sa", "");
                ResultSet row = connection.createStatement().executeQuery("SELECT COUNT(*) FROM " + table)) {
            row.next();
            return row.getLong(1);
        }
        catch (SQLException ex) {
            throw new IllegalStateException(ex);
        }
    }

    @Override
    public void close() {
        this.registry.close();
    }

    private Path state() {
        return this.archives.toAbsolutePath().resolve(".state/registry-archiver.mv.db");
    }

    private void addRepository() {
        String name = "team-%d/repository-%04d".formatted(this.named % 7, this.named++);
        this.tags.put(name, new ArrayDeque<>());
        for (int i = 0; i < TAGS; i++) {
            push(name);
        }
    }

    // The oldest tag goes when a new one comes.
    private void push(String repository) {
        Deque<String> present = this.tags.get(repository);
        String tag = "b" + ++this.pushes;
        this.registry.push(repository, tag, TestImage.createdAt(this.clock.plusSeconds(this.pushes).toString())
            .withLayers(TestLayer.random(this.pushes, LAYER)));
        Objects.requireNonNull(present).addLast(tag);
        if (present.size() > TAGS) {
            this.registry.deleteTag(repository, present.removeFirst());
        }
    }

    private String anyRepository() {
        return this.tags.keySet().stream().skip(this.random.nextInt(this.tags.size())).findFirst().orElseThrow();
    }

}
