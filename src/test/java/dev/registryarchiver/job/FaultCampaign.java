package dev.registryarchiver.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.awaitility.Awaitility;

import org.springframework.util.FileSystemUtils;

import dev.registryarchiver.archive.ImageArchiveAssert;
import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.fake.TestLayer;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.real.DockerRegistryServer;
import dev.registryarchiver.real.RegistryPusher;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Kills the program at any instant, again and again, while a {@link FaultyProxy} troubles
 * what it reads from a real registry. After every kill each archive is re-read; what was
 * complete must never be fetched again, and in the end everything must be there. When all
 * is archived before the last kill, it starts anew. By hand, for example:
 * {@code java -cp … dev.registryarchiver.job.FaultCampaign 200 40}.
 */
final class FaultCampaign implements AutoCloseable {

    private static final double RATE = 0.08;

    private static final int SMALL_LAYER = 40_000;

    private static final int LARGE_LAYER = 6_000_000;

    private static final int MOST_STARTS_AT_THE_END = 40;

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private final DockerRegistryServer registry = DockerRegistryServer.open();

    private final Map<String, Descriptor> pushed = new HashMap<>();

    private final Set<String> layers = new HashSet<>();

    private final Path archives;

    private final Random random;

    private final FaultyProxy proxy;

    private long wanted;

    private int rounds = 1;

    private int breaks;

    FaultCampaign(Path archives, int repositories, long seed) {
        this.archives = archives;
        this.random = new Random(seed);
        RegistryPusher pusher = RegistryPusher.anonymous(this.registry.uri());
        for (int i = 0; i < repositories; i++) {
            String name = "team-%d/repository-%03d".formatted(i % 3, i);
            TestImage image = TestImage.createdAt("2026-01-01T00:00:00Z")
                .withLayers(TestLayer.random(seed + 2L * i, SMALL_LAYER),
                        TestLayer.random(seed + 2L * i + 1, 1 + this.random.nextInt(LARGE_LAYER)));
            this.pushed.put(name, pusher.push(name, "1", image));
            image.layerDescriptors().forEach((layer) -> {
                this.layers.add(layer.digest().toString());
                this.wanted += layer.size();
            });
        }
        this.proxy = new FaultyProxy(this.registry.uri(), "ci", "s3cret", new Random(seed + 1), RATE, this.layers);
    }

    /** Kills, repositories, and a seed when it is to be repeated. */
    public static void main(String[] arguments) throws IOException {
        int kills = Integer.parseInt(arguments[0]);
        long seed = (arguments.length > 2) ? Long.parseLong(arguments[2]) : System.nanoTime();
        Path archives = Files.createTempDirectory("campaign-");
        System.out.printf("seed %d, archives in %s%n", seed, archives);
        try (FaultCampaign campaign = new FaultCampaign(archives, Integer.parseInt(arguments[1]), seed)) {
            for (int kill = 1; kill <= kills; kill++) {
                campaign.startAndKill();
                System.out.printf("kill %d: %s%n", kill, campaign);
            }
            campaign.finish();
            System.out.printf("finished: %s%n", campaign);
        }
        System.exit(0);
    }

    /** One start and its death, which may come before the virtual machine is up. */
    void startAndKill() throws IOException {
        Set<String> complete = complete();
        if (complete.size() == this.pushed.size()) {
            FileSystemUtils.deleteRecursively(this.archives);
            this.rounds++;
            complete = Set.of();
        }
        try (ProgramProcess process = start("--job.lanes=2", "--transport.bandwidth=4MB")) {
            if (this.random.nextInt(5) > 0) {
                awaitRequest(process);
            }
            pause(this.random.nextInt(1500));
            if (!process.isAlive()) {
                assertThat(process.exitCode()).as(process.output()).isIn(0, 1, 2);
            }
            this.breaks += this.proxy.underWay();
            process.kill();
        }
        check(complete);
    }

    /** Starts until everything is there, and proves it. */
    void finish() {
        int exitCode = -1;
        String output = "";
        for (int start = 0; start < MOST_STARTS_AT_THE_END && exitCode != 0; start++) {
            Set<String> complete = complete();
            try (ProgramProcess process = start()) {
                exitCode = process.exitCode();
                output = process.output();
            }
            assertThat(exitCode).as(output).isIn(0, 1, 2);
            check(complete);
        }
        assertThat(exitCode).as(output).isZero();
        assertThat(complete()).isEqualTo(this.pushed.keySet());
        assertThat(Archives.everythingIn(this.archives).keySet()).noneMatch((name) -> name.endsWith(".partial"));
    }

    /**
     * Bytes of layers that were sent and not needed, for each transfer that broke. A
     * layer with a wrong byte has to come again as a whole, so it is not counted.
     */
    long wastedPerBreak() {
        int corrupted = this.proxy.troubles().getOrDefault(FaultyProxy.Trouble.CORRUPT, 0);
        return Math.max(0, wasted() - (long) corrupted * LARGE_LAYER) / Math.max(1, breaks());
    }

    @Override
    public void close() {
        this.proxy.close();
        this.registry.close();
    }

    @Override
    public String toString() {
        return "round %d, %d of %d archived, %d breaks, %,d bytes wasted at most (but for wrong bytes %,d for each break), %s"
            .formatted(this.rounds, complete().size(), this.pushed.size(), breaks(), wasted(), wastedPerBreak(),
                    this.proxy.troubles());
    }

    private int breaks() {
        return this.breaks + this.proxy.broken();
    }

    // Only whole rounds are counted as wanted, so this is too much rather than too
    // little.
    private long wasted() {
        long useful = this.wanted * (this.rounds - 1) + (complete().size() == this.pushed.size() ? this.wanted : 0);
        return Math.max(0, this.proxy.sent() - useful);
    }

    private void check(Set<String> before) {
        assertThat(this.proxy.drainAsked()).as("fetched again").noneMatch(before::contains);
        assertThat(complete()).containsAll(before);
        for (String name : Archives.in(this.archives).keySet()) {
            Descriptor manifest = Objects.requireNonNull(this.pushed.get(repository(name)), name);
            ImageArchiveAssert.assertThatArchive(this.archives.resolve(name))
                .hasRoot(manifest.digest(), manifest.mediaType());
        }
    }

    private Set<String> complete() {
        return Archives.in(this.archives).keySet().stream().map(FaultCampaign::repository).collect(Collectors.toSet());
    }

    private void awaitRequest(ProgramProcess process) {
        Awaitility.await()
            .atMost(LONGEST_WAIT)
            .pollInterval(Duration.ofMillis(10))
            .until(() -> !process.isAlive() || this.proxy.isAsked());
    }

    private ProgramProcess start(String... more) {
        String[] all = new String[more.length + 5];
        all[0] = "--registry.url=" + this.proxy.uri();
        all[1] = "--credentials.username=ci";
        all[2] = "--credentials.password=s3cret";
        all[3] = "--transport.retry-wait=50ms";
        all[4] = "--transport.read-timeout=2s";
        System.arraycopy(more, 0, all, 5, more.length);
        return ProgramProcess.start(this.archives, all);
    }

    private static void pause(long milliseconds) {
        try {
            TimeUnit.MILLISECONDS.sleep(milliseconds);
        }
        catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }

    private static String repository(String archive) {
        return archive.substring(0, archive.lastIndexOf('/'));
    }

}
