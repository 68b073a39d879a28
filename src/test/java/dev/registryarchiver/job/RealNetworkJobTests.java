package dev.registryarchiver.job;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.registryarchiver.archive.ImageArchiveAssert;
import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.fake.TestLayer;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.real.DockerRegistryServer;
import dev.registryarchiver.real.NginxServer;
import dev.registryarchiver.real.RegistryPusher;
import dev.registryarchiver.real.RequiresTool;

import static org.assertj.core.api.Assertions.assertThat;

/** The whole program with real caches, storages and proxies between it and the images. */
@RequiresTool({ "docker-registry", "nginx" })
class RealNetworkJobTests {

    @TempDir
    Path directory;

    @Test
    void archivesThroughACacheThatListsWhatItHasSeenOnly() throws Exception {
        try (DockerRegistryServer origin = DockerRegistryServer.open();
                DockerRegistryServer cache = DockerRegistryServer.with()
                    .set("proxy.remoteurl", origin.uri().toString())
                    .start()) {
            Assortment images = Assortment.pushedBy(RegistryPusher.anonymous(origin.uri()));
            Path names = Files.write(this.directory.resolve("names.txt"), images.expected().keySet());

            ProgramRun cold = archive(cache.uri(), "--catalog.source=file", "--catalog.file=" + names);
            ProgramRun warm = archive(cache.uri(), "--catalog.source=file", "--catalog.file=" + names);

            assertThat(cold.exitCode()).as(cold.output()).isZero();
            assertThat(cold.output()).contains("%d saved, 0 unchanged".formatted(images.expected().size()));
            assertThat(warm.output()).contains("0 saved, %d unchanged".formatted(images.expected().size()));
            images.isArchivedIn(archives());
        }
    }

    @Test
    void archivesWhatARegistryLeavesToItsStorage() {
        try (DockerRegistryServer server = DockerRegistryServer.open();
                NginxServer storage = NginxServer.before(server).files(server.storage()).start()) {
            Assortment images = Assortment.pushedBy(RegistryPusher.anonymous(server.uri()));
            try (DockerRegistryServer redirecting = DockerRegistryServer.with()
                .htpasswd("ci", "s3cret")
                .set("storage.filesystem.rootdirectory", server.storage().toString())
                .set("middleware.storage",
                        List.of(Map.of("name", "redirect", "options", Map.of("baseurl", storage.uri().toString()))))
                .start()) {
                ProgramRun run = archive(redirecting.uri(), "--credentials.username=ci",
                        "--credentials.password=s3cret");

                assertThat(run.exitCode()).as(run.output()).isZero();
                assertThat(run.output()).contains(images.summary());
                assertThat(storage.log()).contains("GET /docker/registry/v2/blobs/sha256/").doesNotContain(" 404 ");
                images.isArchivedIn(archives());
            }
        }
    }

    @Test
    void slowsDownWhereTheProxyWantsFewerRequests() {
        try (DockerRegistryServer server = DockerRegistryServer.open();
                NginxServer proxy = NginxServer.before(server).requestsPerSecond(10).start()) {
            RegistryPusher pusher = RegistryPusher.anonymous(server.uri());
            for (int i = 1; i <= 8; i++) {
                pusher.push("team/app", "1." + i, TestImage.createdAt("2026-03-0%dT00:00:00Z".formatted(i)));
            }

            ProgramRun run = ProgramRun.bare("--archive.directory=" + archives(), "--registry.url=" + proxy.uri(),
                    "--transport.retries=20", "--transport.retry-wait=50ms", "--transport.max-wait=400ms");

            assertThat(run.exitCode()).as(run.output()).isZero();
            assertThat(proxy.log()).contains(" 429 ");
            assertThat(Archives.in(archives()).keySet()).singleElement().asString().startsWith("team/app/1.8_");
        }
    }

    @Test
    void archivesWithACertificateThatIsTrustedByItsFile() {
        try (DockerRegistryServer server = DockerRegistryServer.open();
                NginxServer proxy = NginxServer.before(server).tls().prefix("/hub").start()) {
            Assortment images = Assortment.pushedBy(RegistryPusher.anonymous(server.uri()));

            ProgramRun run = archive(proxy.uri(), "--transport.ca-certificates=" + proxy.certificate());

            assertThat(run.exitCode()).as(run.output()).isZero();
            assertThat(run.output()).contains(images.summary());
            images.isArchivedIn(archives());
        }
    }

    @Test
    void beginsALayerAgainWhereTheProxyKnowsNoRanges() {
        try (DockerRegistryServer server = DockerRegistryServer.open();
                NginxServer proxy = NginxServer.before(server).withoutRanges().blobRate("2m").start()) {
            Descriptor pushed = RegistryPusher.anonymous(server.uri())
                .push("large", "1",
                        TestImage.createdAt("2026-03-01T00:00:00Z").withLayers(TestLayer.random(1, 20_000_000)));
            try (ProgramProcess killed = ProgramProcess.start(archives(), "--registry.url=" + proxy.uri())) {
                Awaitility.await().atMost(Duration.ofMinutes(2)).until(this::isProgressRecorded);
                killed.kill();
            }

            ProgramRun run = archive(proxy.uri());

            assertThat(run.exitCode()).as(run.output()).isZero();
            assertThat(proxy.log()).contains(" bytes=").doesNotContain(" 206 ");
            Path file = archives().resolve(Archives.in(archives()).keySet().iterator().next());
            ImageArchiveAssert.assertThatArchive(file).hasRoot(pushed.digest(), pushed.mediaType());
        }
    }

    // The file beside the archive ends with one number for each part, the layer's last.
    private boolean isProgressRecorded() throws IOException {
        for (String name : Archives.everythingIn(archives()).keySet()) {
            if (name.endsWith(".progress")) {
                byte[] content = Files.readAllBytes(archives().resolve(name));
                return content.length > 64 && ByteBuffer.wrap(content).getLong(content.length - Long.BYTES) > 0;
            }
        }
        return false;
    }

    private ProgramRun archive(URI registry, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--registry.url=" + registry);
        return ProgramRun.of(archives(), all.toArray(String[]::new));
    }

    private Path archives() {
        return this.directory.resolve("archives");
    }

}
