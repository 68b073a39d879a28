package dev.registryarchiver.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.fake.TestIndex;
import dev.registryarchiver.fake.TestLayer;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.real.RequiresTool;
import dev.registryarchiver.real.Tools;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** What the tools of others say about our archives. */
class InteroperabilityTests {

    private static final TestLayer BASE = TestLayer.of("etc/os-release", "ID=test");

    private static final TestImage IMAGE = TestImage.createdAt("2026-01-02T03:04:05Z")
        .withLayers(BASE, TestLayer.random(1, 200_000), BASE)
        .withLabel("purpose", "interoperability");

    private final Path directory;

    private final TestArchiver archiver;

    InteroperabilityTests(@TempDir Path directory) {
        this.directory = directory;
        this.archiver = new TestArchiver(directory.resolve("archives"));
    }

    @AfterEach
    void close() {
        this.archiver.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = { false, true })
    @RequiresTool("skopeo")
    void skopeoReadsTheDockerArchive(boolean docker) {
        TestImage image = docker ? IMAGE.asDocker() : IMAGE;

        Path archive = save(image);

        JsonNode listed = JsonMapper.shared()
            .readTree(Tools.run("skopeo", "list-tags", "docker-archive:" + archive).requireSuccess().stdout());
        JsonNode inspected = skopeoInspect("docker-archive:" + archive);

        assertThat(listed.path("Tags")).extracting(JsonNode::stringValue)
            .containsExactly("registry.example.com:5000/team/app:1.0", "registry.example.com:5000/team/app:latest");
        assertThat(inspected.path("Layers")).hasSize(3);
        assertThat(inspected.path("Labels").path("purpose").stringValue()).isEqualTo("interoperability");
    }

    @ParameterizedTest
    @ValueSource(booleans = { false, true })
    @RequiresTool("skopeo")
    void skopeoFindsTheDigestOfTheRegistryInTheOciArchive(boolean docker) {
        TestImage image = docker ? IMAGE.asDocker() : IMAGE;

        JsonNode inspected = skopeoInspect("oci-archive:" + save(image));

        assertThat(inspected.path("Digest").stringValue()).isEqualTo(image.digest().toString());
    }

    @Test
    @RequiresTool("skopeo")
    void skopeoCopiesEveryBlobFromBothSides() throws IOException {
        Path archive = save(IMAGE);
        Path docker = this.directory.resolve("docker");
        Path oci = this.directory.resolve("oci");

        skopeoCopy("docker-archive:" + archive, docker);
        skopeoCopy("oci-archive:" + archive, oci);

        assertThat(docker.resolve("manifest.json")).exists();
        assertThat(oci.resolve("manifest.json")).hasBinaryContent(IMAGE.document().content());
        assertThat(oci.resolve(IMAGE.configDescriptor().digest().hex())).hasBinaryContent(IMAGE.config());
    }

    @Test
    @RequiresTool("skopeo")
    void skopeoReadsAWholeIndex() {
        TestImage arm = IMAGE.withPlatform("linux/arm64");
        TestIndex index = TestIndex.of(IMAGE, arm).withAttestation(IMAGE.digest());
        Descriptor tagged = this.archiver.registry.push("team/app", "1.0", index);
        Path archive = this.archiver.file(TestArchiver.image(tagged, IMAGE.manifestDescriptor(), true));

        assertThat(Tools.run("skopeo", "inspect", "--raw", "oci-archive:" + archive).requireSuccess().stdout())
            .isEqualTo(new String(index.document().content()));
        assertThat(skopeoInspect("docker-archive:" + archive).path("Architecture").stringValue()).isEqualTo("amd64");
    }

    @ParameterizedTest
    @ValueSource(booleans = { false, true })
    @RequiresTool("podman")
    void podmanLoadsIt(boolean docker) {
        TestImage image = docker ? IMAGE.asDocker() : IMAGE;
        Path archive = save(image);

        podman("load", "--input", archive.toString());

        JsonNode loaded = JsonMapper.shared()
            .readTree(podman("image", "inspect", "registry.example.com:5000/team/app:1.0"))
            .path(0);
        assertThat(loaded.path("Id").stringValue()).isEqualTo(image.configDescriptor().digest().hex());
        assertThat(loaded.path("Digest").stringValue()).isEqualTo(image.digest().toString());
        assertThat(loaded.path("RootFS").path("Layers")).hasSize(3);
    }

    @Test
    @RequiresTool("tar")
    void tarListsEveryEntry() throws IOException {
        Path archive = save(IMAGE);

        String listing = Tools.run("tar", "--list", "--file", archive.toString()).requireSuccess().stdout();

        assertThat(listing.lines()).startsWith("oci-layout", "index.json", "manifest.json", "blobs/", "blobs/sha256/")
            .hasSize(9);
        assertThat(Files.size(archive) % 512).isZero();
    }

    private Path save(TestImage image) {
        Descriptor manifest = this.archiver.registry.push("team/app", "1.0", image);
        return this.archiver.file(TestArchiver.image(manifest, "1.0", "latest"));
    }

    private static JsonNode skopeoInspect(String reference) {
        return JsonMapper.shared().readTree(Tools.run("skopeo", "inspect", reference).requireSuccess().stdout());
    }

    private static void skopeoCopy(String from, Path to) {
        Tools.run("skopeo", "--insecure-policy", "copy", from, "dir:" + to).requireSuccess();
    }

    private String podman(String... arguments) {
        String[] command = new String[arguments.length + 7];
        String[] isolated = { "podman", "--storage-driver", "vfs", "--root", this.directory.resolve("root").toString(),
                "--runroot", this.directory.resolve("runroot").toString() };
        System.arraycopy(isolated, 0, command, 0, isolated.length);
        System.arraycopy(arguments, 0, command, isolated.length, arguments.length);
        return Tools.run(command).requireSuccess().stdout();
    }

}
