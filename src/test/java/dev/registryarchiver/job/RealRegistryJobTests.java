package dev.registryarchiver.job;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.registryarchiver.archive.ImageArchiveAssert;
import dev.registryarchiver.fake.RecordedRequest;
import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.fake.TestIndex;
import dev.registryarchiver.fake.TestLayer;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.MediaTypes;
import dev.registryarchiver.real.DockerRegistryServer;
import dev.registryarchiver.real.JwtTokenService;
import dev.registryarchiver.real.NginxServer;
import dev.registryarchiver.real.RegistryPusher;
import dev.registryarchiver.real.RequiresTool;
import dev.registryarchiver.real.Tools;

import static org.assertj.core.api.Assertions.assertThat;

/** The whole program against real registries, and real tools on what it saved. */
@RequiresTool("docker-registry")
class RealRegistryJobTests {

    private static final String USERNAME = "ci";

    private static final String PASSWORD = "p@:ss wörd";

    private static final String NEWEST = "2026-03-01T00:00:00Z";

    private final Secrets secrets = Secrets.of(USERNAME, PASSWORD);

    @TempDir
    Path directory;

    @Test
    @RequiresTool({ "docker-registry", "skopeo" })
    void archivesWhatEveryToolCanRead() {
        try (DockerRegistryServer server = DockerRegistryServer.open()) {
            Assortment images = Assortment.pushedBy(RegistryPusher.anonymous(server.uri()));
            images.expect("copied/docker", "9", copy(server, "docker/app:1.10.0", "copied/docker:9", "v2s2"));
            images.expect("copied/oci", "9", copy(server, "docker/app:1.10.0", "copied/oci:9", "oci"));

            ProgramRun run = archive(server.uri());

            assertThat(run.exitCode()).as(run.output()).isZero();
            assertThat(run.output()).contains(images.summary());
            images.isArchivedIn(archives());
            images.expected().forEach((repository, image) -> {
                Path file = images.file(archives(), repository);
                assertThat(inspect("oci-archive:" + file).path("Digest").stringValue()).as(repository)
                    .isEqualTo(image.root().digest().toString());
                assertThat(tags(file)).contains(server.host() + "/" + repository + ":" + image.tag());
            });
        }
    }

    @Test
    @RequiresTool({ "docker-registry", "podman" })
    void archivesWhatPodmanLoads() {
        try (DockerRegistryServer server = DockerRegistryServer.open()) {
            Assortment images = Assortment.pushedBy(RegistryPusher.anonymous(server.uri()));

            assertThat(archive(server.uri()).exitCode()).isZero();

            for (String repository : List.of("docker/app", "oci/app/of/a/deep/name", "multi/oci", "multi/docker")) {
                Assortment.Expected image = images.of(repository);
                podman("load", "--input", images.file(archives(), repository).toString());
                JsonNode loaded = JsonMapper.shared()
                    .readTree(podman("image", "inspect", server.host() + "/" + repository + ":" + image.tag()))
                    .path(0);
                assertThat(loaded.path("Digest").stringValue()).isEqualTo(image.root().digest().toString());
                assertThat(loaded.path("Architecture").stringValue()).isEqualTo("amd64");
                assertThat(loaded.path("RootFS").path("Layers")).hasSize(2);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = { false, true })
    @RequiresTool({ "docker-registry", "skopeo" })
    void archivesGoBackWithTheSameDigest(boolean allPlatforms) {
        try (DockerRegistryServer server = DockerRegistryServer.open();
                DockerRegistryServer other = DockerRegistryServer.open()) {
            TestImage image = TestImage.createdAt(NEWEST);
            TestIndex index = TestIndex.of(image, image.withPlatform("linux/arm64"));
            Descriptor pushed = RegistryPusher.anonymous(server.uri()).push("team/app", "1", index);
            Descriptor expected = allPlatforms ? pushed : image.manifestDescriptor();

            ProgramRun run = archive(server.uri(), "--selection.platform=" + (allPlatforms ? "all" : "linux/amd64"));

            assertThat(run.exitCode()).as(run.output()).isZero();
            Path file = archives().resolve(Archives.in(archives()).keySet().iterator().next());
            skopeo("copy", "--all", "--dest-tls-verify=false", "oci-archive:" + file,
                    "docker://" + other.host() + "/back/again:1");
            String back = skopeo("inspect", "--raw", "--tls-verify=false",
                    "docker://" + other.host() + "/back/again:1");
            assertThat(Digest.sha256(back.getBytes())).isEqualTo(expected.digest());
        }
    }

    @Test
    @RequiresTool({ "docker-registry", "htpasswd" })
    void archivesWithBasicBelowAPathInSmallPages() {
        try (DockerRegistryServer server = DockerRegistryServer.with()
            .htpasswd(USERNAME, PASSWORD)
            .prefix("/images")
            .maxEntries(3)
            .start()) {
            Assortment images = Assortment.pushedBy(RegistryPusher.basic(server.uri(), USERNAME, PASSWORD));

            ProgramRun run = archiveAsUser(server.uri());

            assertThat(run.exitCode()).as(run.output()).isZero();
            assertThat(run.output()).contains(images.summary());
            images.isArchivedIn(archives());
            this.secrets.areNotIn(run.output());
            this.secrets.areNotBelow(archives());
        }
    }

    @Test
    void archivesWithATokenForEachRepository() {
        try (JwtTokenService service = new JwtTokenService().allow(USERNAME, PASSWORD, "repository:**:pull",
                "registry:catalog:*"); DockerRegistryServer server = DockerRegistryServer.withTokenAuth(service)) {
            Assortment images = Assortment.pushedBy(RegistryPusher.tokens(server.uri(), service));
            service.clearRequests();

            ProgramRun run = archiveAsUser(server.uri());

            assertThat(run.exitCode()).as(run.output()).isZero();
            assertThat(run.output()).contains(images.summary());
            images.isArchivedIn(archives());
            assertThat(service.requests()).extracting((request) -> request.parameter("scope"))
                .doesNotHaveDuplicates()
                .hasSize(images.size() + 1);
        }
    }

    @Test
    void archivesOnlyWhatTheUserMayHave() {
        try (JwtTokenService service = new JwtTokenService().allow(USERNAME, PASSWORD, "repository:docker/*:pull",
                "registry:catalog:*"); DockerRegistryServer server = DockerRegistryServer.withTokenAuth(service)) {
            Assortment images = Assortment.pushedBy(RegistryPusher.tokens(server.uri(), service));

            ProgramRun run = archiveAsUser(server.uri());

            assertThat(run.exitCode()).as(run.output()).isEqualTo(ExitCode.REPOSITORIES_FAILED.code());
            assertThat(run.output())
                .contains("1 saved, 0 unchanged, 0 with nothing to save, %d failed".formatted(images.size() - 1))
                .contains("repository:zones:pull");
            assertThat(Archives.in(archives()).keySet()).singleElement().asString().startsWith("docker/app/1.10.0_");
        }
    }

    @Test
    void missingCatalogRightNamesTheWayRound() {
        try (JwtTokenService service = new JwtTokenService().allow(USERNAME, PASSWORD, "repository:**:pull");
                DockerRegistryServer server = DockerRegistryServer.withTokenAuth(service)) {
            Assortment.pushedBy(RegistryPusher.tokens(server.uri(), service));

            ProgramRun refused = archiveAsUser(server.uri());
            ProgramRun named = archiveAsUser(server.uri(), "--catalog.repositories=zones");

            assertThat(refused.exitCode()).as(refused.output()).isEqualTo(ExitCode.WRONG_CONFIGURATION.code());
            assertThat(refused.errors()).contains("name the repositories in catalog.repositories");
            assertThat(named.exitCode()).as(named.output()).isZero();
        }
    }

    @Test
    @RequiresTool({ "docker-registry", "nginx" })
    void renewsTokensThatEndWhileLayersAreFetched() {
        // The registry believes them for 60 s after their end, so these live 3 s.
        try (JwtTokenService service = new JwtTokenService()
            .allow(USERNAME, PASSWORD, "repository:**:pull", "registry:catalog:*")
            .lifetime(Duration.ofSeconds(-57));
                DockerRegistryServer server = DockerRegistryServer.withTokenAuth(service);
                NginxServer slow = NginxServer.before(server).blobRate("60k").start()) {
            service.lifetime(Duration.ofMinutes(5));
            Descriptor pushed = RegistryPusher.tokens(server.uri(), service)
                .push("slow", "1",
                        TestImage.createdAt(NEWEST)
                            .withLayers(TestLayer.random(1, 200_000), TestLayer.random(2, 200_000),
                                    TestLayer.random(3, 200_000)));
            service.lifetime(Duration.ofSeconds(-57)).clearRequests();

            ProgramRun run = archiveAsUser(slow.uri(), "--transport.connections=1", "--job.lanes=1");

            assertThat(run.exitCode()).as(run.output()).isZero();
            Path file = archives().resolve(Archives.in(archives()).keySet().iterator().next());
            ImageArchiveAssert.assertThatArchive(file).hasRoot(pushed.digest(), pushed.mediaType());
            assertThat(scopes(service).get("repository:slow:pull")).isGreaterThanOrEqualTo(2L);
        }
    }

    @Test
    @RequiresTool({ "docker-registry", "nginx" })
    void archivesThroughACompressingProxyThatMovesTheRegistry() {
        try (DockerRegistryServer server = DockerRegistryServer.with().maxEntries(3).start();
                NginxServer proxy = NginxServer.before(server).prefix("/hub").start()) {
            Assortment images = Assortment.pushedBy(RegistryPusher.anonymous(server.uri()));

            ProgramRun run = archive(proxy.uri());

            assertThat(run.exitCode()).as(run.output()).isZero();
            assertThat(run.output()).contains(images.summary());
            images.isArchivedIn(archives());
        }
    }

    @Test
    @RequiresTool({ "docker-registry", "nginx" })
    void wantsToTrustTheCertificate() throws IOException {
        try (DockerRegistryServer server = DockerRegistryServer.open();
                NginxServer proxy = NginxServer.before(server).tls().start()) {
            Assortment images = Assortment.pushedBy(RegistryPusher.anonymous(server.uri()));

            ProgramRun unknown = archive(proxy.uri());

            assertThat(unknown.exitCode()).as(unknown.output()).isEqualTo(ExitCode.WRONG_CONFIGURATION.code());
            assertThat(unknown.complaints()).singleElement()
                .asString()
                .startsWith("registry-archiver: Cannot talk to " + proxy.uri())
                .contains("certificate", "transport.ca-certificates");
            assertThat(proxy.log()).isEmpty();
            try (ProgramProcess process = ProgramProcess.start(
                    List.of("-Djavax.net.ssl.trustStore=" + proxy.trustStore(),
                            "-Djavax.net.ssl.trustStorePassword=changeit"),
                    archives(), "--registry.url=" + proxy.uri())) {
                assertThat(process.exitCode()).as(process.output()).isZero();
                assertThat(process.output()).contains(images.summary());
            }
            images.isArchivedIn(archives());
        }
    }

    @Test
    @RequiresTool({ "docker-registry", "nginx" })
    void saysThatTheSchemeIsMixedUp() {
        try (DockerRegistryServer server = DockerRegistryServer.open();
                NginxServer proxy = NginxServer.before(server).tls().start()) {
            ProgramRun tls = archive(URI.create(server.uri().toString().replace("http:", "https:")));
            ProgramRun plain = archive(URI.create(proxy.uri().toString().replace("https:", "http:")));

            assertThat(tls.exitCode()).as(tls.output()).isEqualTo(ExitCode.WRONG_CONFIGURATION.code());
            assertThat(tls.complaints()).singleElement()
                .asString()
                .endsWith("the server does not speak TLS on this port. "
                        + "Spell out http:// in registry.url if plain HTTP is meant.");
            assertThat(plain.exitCode()).as(plain.output()).isEqualTo(ExitCode.WRONG_CONFIGURATION.code());
            assertThat(plain.complaints()).singleElement()
                .asString()
                .isEqualTo("registry-archiver: " + proxy.uri().toString().replace("https:", "http:")
                        + "/v2/ speaks TLS on this port (it answered 400). Spell out https:// in registry.url.");
        }
    }

    private ProgramRun archiveAsUser(URI registry, String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.add("--credentials.username=" + USERNAME);
        all.add("--credentials.password=" + PASSWORD);
        return archive(registry, all.toArray(String[]::new));
    }

    private ProgramRun archive(URI registry, String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.add("--registry.url=" + registry);
        return ProgramRun.of(archives(), all.toArray(String[]::new));
    }

    private Path archives() {
        return this.directory.resolve("archives");
    }

    private static Map<String, Long> scopes(JwtTokenService service) {
        return service.requests()
            .stream()
            .map((RecordedRequest request) -> String.valueOf(request.parameter("scope")))
            .collect(Collectors.groupingBy((scope) -> scope, Collectors.counting()));
    }

    private static Descriptor copy(DockerRegistryServer server, String from, String to, String format) {
        skopeo("copy", "--src-tls-verify=false", "--dest-tls-verify=false", "--format", format,
                "docker://" + server.host() + "/" + from, "docker://" + server.host() + "/" + to);
        byte[] manifest = skopeo("inspect", "--raw", "--tls-verify=false", "docker://" + server.host() + "/" + to)
            .getBytes();
        String mediaType = JsonMapper.shared().readTree(manifest).path("mediaType").asString(MediaTypes.OCI_MANIFEST);
        return new Descriptor(mediaType, Digest.sha256(manifest), manifest.length);
    }

    private static List<String> tags(Path file) {
        JsonNode listed = JsonMapper.shared().readTree(skopeo("list-tags", "docker-archive:" + file));
        return listed.path("Tags").valueStream().map(JsonNode::stringValue).toList();
    }

    private static JsonNode inspect(String reference) {
        return JsonMapper.shared().readTree(skopeo("inspect", reference));
    }

    private static String skopeo(String... arguments) {
        List<String> command = new ArrayList<>(List.of("skopeo", "--insecure-policy"));
        command.addAll(List.of(arguments));
        return Tools.run(command.toArray(String[]::new)).requireSuccess().stdout();
    }

    private String podman(String... arguments) {
        List<String> command = new ArrayList<>(List.of("podman", "--storage-driver", "vfs", "--root",
                this.directory.resolve("root").toString(), "--runroot", this.directory.resolve("runroot").toString()));
        command.addAll(List.of(arguments));
        return Tools.run(command.toArray(String[]::new)).requireSuccess().stdout();
    }

}
