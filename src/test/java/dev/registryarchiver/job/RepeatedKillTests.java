package dev.registryarchiver.job;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.registryarchiver.archive.ImageArchiveAssert;
import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.fake.TestLayer;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.real.DockerRegistryServer;
import dev.registryarchiver.real.RegistryPusher;
import dev.registryarchiver.real.RequiresTool;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A process that is killed or asked to stop again and again, at any instant, until one
 * gets through.
 */
@RequiresTool("docker-registry")
class RepeatedKillTests {

    private static final int REPOSITORIES = 40;

    private static final int KILLS = 8;

    private static final Pattern FETCHED = Pattern.compile("\"GET /v2/(\\S+)/blobs/(\\S+)");

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private final Random random = new Random(20260101);

    private final Map<String, Descriptor> pushed = new HashMap<>();

    private final Set<String> layers = new HashSet<>();

    @TempDir
    Path archives;

    @ParameterizedTest
    @EnumSource
    void losesNothingAndFetchesNothingAgainThatWasDone(Ending ending) {
        try (DockerRegistryServer registry = DockerRegistryServer.open()) {
            fill(registry);
            Set<String> done = new HashSet<>();
            int seen = registry.log().length();
            for (int kill = 0; kill < KILLS; kill++) {
                endOne(registry.uri(), ending);
                String log = registry.log();
                assertThat(fetched(log.substring(seen))).as("fetched by run %d", kill).noneMatch(done::contains);
                seen = log.length();
                assertThat(everyArchiveIsSound()).containsAll(done);
                done.addAll(everyArchiveIsSound());
            }
            assertThat(done).as("done by the killed runs").isNotEmpty();

            ProgramRun last = ProgramRun.of(this.archives, "--registry.url=" + registry.uri());

            assertThat(last.exitCode()).as(last.output()).isZero();
            assertThat(fetched(registry.log().substring(seen))).noneMatch(done::contains);
            assertThat(fetched(registry.log())).isEqualTo(this.pushed.keySet());
            assertThat(everyArchiveIsSound()).isEqualTo(this.pushed.keySet());
            assertThat(Archives.everythingIn(this.archives).keySet()).noneMatch((name) -> name.endsWith(".partial"));
        }
    }

    private void fill(DockerRegistryServer registry) {
        RegistryPusher pusher = RegistryPusher.anonymous(registry.uri());
        for (int i = 0; i < REPOSITORIES; i++) {
            TestImage image = image(i);
            this.pushed.put(name(i), pusher.push(name(i), "1", image));
            image.layerDescriptors().forEach((layer) -> this.layers.add(layer.digest().toString()));
        }
    }

    // At any instant, which may be before the virtual machine has come up.
    private void endOne(URI registry, Ending ending) {
        try (ProgramProcess process = ProgramProcess.start(this.archives, "--registry.url=" + registry,
                "--job.lanes=1")) {
            boolean early = this.random.nextInt(4) == 0;
            if (!early) {
                awaitWork(process);
            }
            pause(this.random.nextInt(400));
            ending.end(process);
        }
    }

    private void awaitWork(ProgramProcess process) {
        int archived = Archives.in(this.archives).size();
        Awaitility.await()
            .atMost(LONGEST_WAIT)
            .pollInterval(Duration.ofMillis(10))
            .until(() -> !process.isAlive() || Archives.in(this.archives).size() > archived);
    }

    /** Repositories with an archive; each archive has passed every check. */
    private Set<String> everyArchiveIsSound() {
        Set<String> repositories = new HashSet<>();
        for (String name : Archives.in(this.archives).keySet()) {
            String repository = name.substring(0, name.lastIndexOf('/'));
            Descriptor manifest = Objects.requireNonNull(this.pushed.get(repository), name);
            ImageArchiveAssert.assertThatArchive(this.archives.resolve(name))
                .hasRoot(manifest.digest(), manifest.mediaType());
            assertThat(repositories.add(repository)).as("only archive of %s", repository).isTrue();
        }
        return repositories;
    }

    /**
     * Repositories of which the log tells that layers were fetched. A config may be read
     * again to adopt an archive that was published just before its process died.
     */
    private Set<String> fetched(String log) {
        return FETCHED.matcher(log)
            .results()
            .filter((match) -> this.layers.contains(match.group(2)))
            .map((match) -> match.group(1))
            .collect(Collectors.toSet());
    }

    private static void pause(long milliseconds) {
        try {
            TimeUnit.MILLISECONDS.sleep(milliseconds);
        }
        catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }

    private static String name(int number) {
        return "team-%d/repository-%02d".formatted(number % 3, number);
    }

    private static TestImage image(int number) {
        return TestImage.createdAt("2026-01-01T00:00:00Z")
            .withLayers(TestLayer.random(number, 300_000), TestLayer.random(1000 + number, 50_000));
    }

    /** How a process ends before its work is done. */
    enum Ending {

        KILLED {
            @Override
            void end(ProgramProcess process) {
                process.kill();
            }
        },
        ASKED_TO_STOP {
            @Override
            void end(ProgramProcess process) {
                long asked = System.nanoTime();
                process.terminate();
                // It may have finished just before.
                assertThat(process.exitCode()).as(process.output()).isIn(143, 0);
                assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(GRACE.multipliedBy(2));
            }
        };

        private static final Duration GRACE = Duration.ofSeconds(20);

        abstract void end(ProgramProcess process);

    }

}
