package dev.registryarchiver.job;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.RecordedRequest;
import dev.registryarchiver.fake.TestArtifacts;
import dev.registryarchiver.fake.TestDocument;
import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.fake.TestIndex;
import dev.registryarchiver.fake.TestLayer;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.MediaTypes;
import dev.registryarchiver.real.DockerRegistryServer;
import dev.registryarchiver.real.RegistryPusher;
import dev.registryarchiver.real.RequiresTool;
import dev.registryarchiver.real.Tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/** The command {@code inspect} against a registry. */
class InspectTests {

    private static final String PASSWORD = "c0rrect horse";

    private static final TestLayer LAYER = TestLayer.of("etc/motd", "welcome");

    private static final TestImage IMAGE = TestImage.createdAt("2026-03-01T00:00:00Z")
        .withLayers(LAYER)
        .withLabel("team", "blue");

    private final FakeRegistry registry = new FakeRegistry();

    @TempDir
    Path directory;

    @AfterEach
    void stop() {
        this.registry.close();
    }

    @Test
    void showsTheImageWithoutFetchingALayer() {
        this.registry.push("team/app", "1.2", IMAGE);

        ProgramRun run = inspect("team/app:1.2");

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output()).startsWith(this.registry.host() + "/team/app:1.2\n")
            .contains("digest      " + IMAGE.digest())
            .contains("Image for linux/amd64")
            .contains("image id    " + IMAGE.configDescriptor().digest())
            .contains("built       2026-03-01T00:00:00Z (config)")
            .contains("command     /bin/true")
            .contains("labels      team=blue")
            .contains("layers      " + IMAGE.layerDescriptors().get(0).digest());
        assertThat(this.registry.requests()).extracting(RecordedRequest::method, RecordedRequest::path)
            .doesNotContain(tuple("GET", "/v2/team/app/blobs/" + IMAGE.layerDescriptors().get(0).digest()));
        assertThat(this.directory).isEmptyDirectory();
    }

    @Test
    void tellsEverythingThatAConfigSays() throws IOException {
        String config = """
                {"architecture":"amd64","os":"linux","author":"A. Author","created":"2026-01-02T03:04:05Z",
                 "config":{"User":"app:app","WorkingDir":"/srv","Entrypoint":["/bin/sh","-c","run it"],"Cmd":["--all"],
                  "Env":["PATH=/bin","GREETING=hello"],"ExposedPorts":{"8080/tcp":{}},"Volumes":{"/data":{}},
                  "Labels":{"a":"1","b":"\\u001b[31mred"}},
                 "history":[{"created":"2026-01-01T00:00:00Z","created_by":"ADD rootfs"},
                  {"created_by":"ENV GREETING=hello","empty_layer":true},null,7],
                 "rootfs":{"type":"layers","diff_ids":["%s"]}}""".formatted(LAYER.diffId());
        Descriptor content = this.registry.pushBlob("app", config.getBytes());
        Descriptor layer = this.registry.pushBlob("app", LAYER.content());
        this.registry.push("app", "1", TestDocument.of(MediaTypes.OCI_MANIFEST, """
                {"schemaVersion":2,"config":{"mediaType":"%s","digest":"%s","size":%d},
                 "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"%s","size":%d}]}"""
            .formatted(MediaTypes.OCI_CONFIG, content.digest(), content.size(), layer.digest(), layer.size())));

        JsonNode image = json(inspect("app:1", "--output=json")).path("images").path(0);
        String text = inspect("app:1").output();

        assertThat(image.path("author").stringValue()).isEqualTo("A. Author");
        assertThat(image.path("user").stringValue()).isEqualTo("app:app");
        assertThat(image.path("workingDirectory").stringValue()).isEqualTo("/srv");
        assertThat(image.path("entrypoint")).extracting(JsonNode::stringValue)
            .containsExactly("/bin/sh", "-c", "run it");
        assertThat(image.path("environment")).extracting(JsonNode::stringValue)
            .containsExactly("PATH=/bin", "GREETING=hello");
        assertThat(image.at("/labels/b").stringValue()).isEqualTo("\u001b[31mred");
        assertThat(image.at("/layers/0/digest").stringValue()).isEqualTo(layer.digest().toString());
        assertThat(image.path("size").longValue()).isEqualTo(content.size() + layer.size());
        assertThat(image.path("created").stringValue()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(image.at("/history/1/emptyLayer").booleanValue()).isTrue();
        assertThat(text).contains("entrypoint  /bin/sh -c \"run it\"")
            .contains("ports       8080/tcp")
            .contains("volumes     /data")
            .contains("env         PATH=/bin\n")
            .contains("b=?[31mred")
            .contains("history     2026-01-01T00:00:00Z  ADD rootfs\n")
            .contains("ENV GREETING=hello  (no layer)")
            .doesNotContain("\u001b");
    }

    @Test
    void showsEveryPlatformOfAnIndexAndTheImageOfTheOneWanted() throws IOException {
        TestImage arm = IMAGE.withPlatform("linux/arm64").withCreated("2026-04-01T00:00:00Z");
        TestIndex index = TestIndex.of(IMAGE, arm).withAttestation(IMAGE.digest());
        this.registry.push("team/app", "1.2", index);

        JsonNode image = json(inspect("team/app:1.2", "--output=json", "--selection.platform=linux/arm64"));
        String text = inspect("team/app:1.2").output();

        assertThat(image.path("digest").stringValue()).isEqualTo(index.digest().toString());
        assertThat(image.path("platforms")).extracting((node) -> node.path("platform").stringValue())
            .containsExactly("linux/amd64", "linux/arm64");
        assertThat(image.path("platforms")).extracting((node) -> node.path("digest").stringValue())
            .containsExactly(IMAGE.digest().toString(), arm.digest().toString());
        assertThat(image.path("images")).hasSize(1);
        assertThat(image.at("/images/0/digest").stringValue()).isEqualTo(arm.digest().toString());
        assertThat(text).contains("platforms   linux/amd64  " + IMAGE.digest())
            .contains("linux/arm64  " + arm.digest())
            .contains("Image for linux/amd64");
    }

    @Test
    void saysWhyThereIsNoImage() {
        this.registry.push("team/chart", "1", TestArtifacts.helmChart());
        this.registry.push("team/arm", "1", TestIndex.of(IMAGE.withPlatform("linux/arm64")));

        ProgramRun chart = inspect("team/chart:1");
        ProgramRun arm = inspect("team/arm:1");

        assertThat(chart.exitCode()).isZero();
        assertThat(chart.output()).contains("No image for linux/amd64: it is an artifact of type")
            .contains("layers      sha256:");
        assertThat(arm.exitCode()).isZero();
        assertThat(arm.output())
            .contains("No image for linux/amd64: its index has no image for linux/amd64, only for linux/arm64");
    }

    @ParameterizedTest
    @ValueSource(strings = { "team/app:1.2", "team/app:1.2@DIGEST", "team/app@DIGEST", "http://HOST/team/app:1.2",
            "HOST/team/app:1.2" })
    void digestAloneTakesOneRequest(String reference) {
        this.registry.push("team/app", "1.2", IMAGE);

        ProgramRun run = inspect(
                reference.replace("DIGEST", IMAGE.digest().toString()).replace("HOST", this.registry.host()),
                "--digest");

        assertThat(run.output()).isEqualTo(IMAGE.digest() + System.lineSeparator());
        assertThat(run.exitCode()).isZero();
        assertThat(this.registry.requests()).extracting(RecordedRequest::method).containsExactly("HEAD");
    }

    @Test
    void digestIsComputedWhereTheRegistryDoesNotTellIt() {
        this.registry.push("team/app", "1.2", IMAGE);
        this.registry.when("HEAD", "/v2/.*").status(405);

        assertThat(inspect("team/app:1.2", "--digest").output().strip()).isEqualTo(IMAGE.digest().toString());
    }

    @Test
    void digestGoesBeforeTheTagAndTheDifferenceIsNoted() {
        TestImage newer = IMAGE.withLabel("team", "red");
        this.registry.push("team/app", "1.2", IMAGE);
        this.registry.push("team/app", "1.2", newer);

        ProgramRun run = inspect("team/app:1.2@" + IMAGE.digest());

        assertThat(run.output()).contains("digest      " + IMAGE.digest())
            .contains("the tag 1.2 points at another image now, " + newer.digest())
            .contains("team=blue");
    }

    @Test
    void contentOfAnotherDigestIsRefused() {
        this.registry.push("team/app", "1.2", IMAGE);
        this.registry.when("GET", "/v2/team/app/manifests/sha256:.*").corruptByteAt(10);

        ProgramRun run = inspect("team/app@" + IMAGE.digest());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.errors()).contains(IMAGE.digest().toString()).hasLineCount(1);
    }

    @Test
    void unknownTagLeadsToOneThatIsAlike() {
        this.registry.push("team/app", "1.10.0", IMAGE);
        this.registry.push("team/app", "nightly", IMAGE);

        ProgramRun run = inspect("team/app:1.10");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.errors()).hasLineCount(1)
            .contains("team/app at " + this.registry.uri() + " has no tag 1.10; did you mean '1.10.0'?");
    }

    @Test
    void unknownRepositoryIsSaidInOneSentence() {
        ProgramRun run = inspect("team/nothing");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.errors()).hasLineCount(1).contains("has no repository team/nothing");
    }

    @ParameterizedTest
    @ValueSource(strings = { "team/App", "a@b", "" })
    void whatIsNoReferenceIsSaidInOneSentence(String reference) {
        ProgramRun run = inspect(reference);

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.errors()).hasLineCount(1).contains("is not an image reference");
    }

    @Test
    void flagOfInspectIsUnknownElsewhere() {
        ProgramRun run = ProgramRun.bare("list", "--digest", "--registry.url=" + this.registry.uri());

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.errors()).contains("'digest' on the command line is unknown");
    }

    @Test
    void passwordOfTheConfiguredRegistryGoesToNoOther() {
        this.registry.push("team/app", "1.2", IMAGE);
        this.registry.requireBasic("ci", PASSWORD);

        ProgramRun run = ProgramRun.bare("inspect", "http://" + this.registry.host() + "/team/app:1.2",
                "--registry.url=https://registry.example.com", "--credentials.username=ci",
                "--credentials.password=" + PASSWORD);

        assertThat(run.exitCode()).as(run.output()).isEqualTo(3);
        assertThat(this.registry.requests()).noneMatch(RecordedRequest::isAuthorized);
    }

    @Test
    void otherRegistryIsAskedWithItsEntryOfTheDockerConfig() throws IOException {
        this.registry.push("team/app", "1.2", IMAGE);
        this.registry.requireTokens("ci", PASSWORD);
        Path config = this.directory.resolve("config.json");
        String auth = Base64.getEncoder().encodeToString(("ci:" + PASSWORD).getBytes());
        Files.writeString(config, JsonMapper.shared()
            .writeValueAsString(Map.of("auths", Map.of(this.registry.host(), Map.of("auth", auth)))));

        ProgramRun run = ProgramRun.bare("inspect", "--digest", "http://" + this.registry.host() + "/team/app:1.2",
                "--registry.url=https://registry.example.com", "--credentials.docker-config=" + config);

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output().replace(run.errors(), "")).contains(IMAGE.digest().toString());
        assertThat(run.output()).doesNotContain(PASSWORD).doesNotContain(auth);
    }

    @Test
    @RequiresTool({ "docker-registry", "skopeo" })
    void agreesWithSkopeoOnARealRegistry() throws IOException {
        try (DockerRegistryServer server = DockerRegistryServer.open()) {
            RegistryPusher.anonymous(server.uri()).push("team/app", "1.2", TestIndex.of(IMAGE));
            URI uri = server.uri();

            JsonNode ours = json(ProgramRun.bare("inspect", "team/app:1.2", "--output=json", "--registry.url=" + uri));
            JsonNode skopeo = JsonMapper.shared()
                .readTree(Tools
                    .run("skopeo", "inspect", "--tls-verify=false", "--override-os=linux", "--override-arch=amd64",
                            "docker://" + server.host() + "/team/app:1.2")
                    .requireSuccess()
                    .stdout());

            assertThat(ours.path("digest")).isEqualTo(skopeo.path("Digest"));
            assertThat(ours.at("/images/0/created")).isEqualTo(skopeo.path("Created"));
            assertThat(ours.at("/images/0/layers")).extracting((layer) -> layer.path("digest").stringValue())
                .containsExactlyElementsOf(skopeo.path("Layers").valueStream().map(JsonNode::stringValue).toList());
            assertThat(ours.at("/images/0/labels")).isEqualTo(skopeo.path("Labels"));
        }
    }

    private ProgramRun inspect(String reference, String... arguments) {
        List<String> all = new ArrayList<>(List.of("inspect", reference));
        all.addAll(List.of(arguments));
        all.add("--registry.url=" + this.registry.uri());
        return ProgramRun.of(this.directory, all.toArray(String[]::new));
    }

    private static JsonNode json(ProgramRun run) {
        assertThat(run.exitCode()).as(run.output()).isZero();
        return JsonMapper.shared().readTree(run.output());
    }

}
