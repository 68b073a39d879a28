package dev.registryarchiver.job;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.fake.TestIndex;
import dev.registryarchiver.fake.TestLayer;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.real.DockerRegistryServer;
import dev.registryarchiver.real.JwtTokenService;
import dev.registryarchiver.real.RegistryPusher;
import dev.registryarchiver.real.RequiresTool;
import dev.registryarchiver.real.Tools;

import static org.assertj.core.api.Assertions.assertThat;

/** From one real registry into archives, and from these into another one. */
@RequiresTool("docker-registry")
class RestoreRoundTripTests {

    private static final String USER = "backup";

    private static final String PASSWORD = "correct horse";

    private static final TestLayer SHARED = TestLayer.random(1, 300_000);

    private final Map<String, Descriptor> pushed = new TreeMap<>();

    @TempDir
    Path archives;

    @Test
    @RequiresTool({ "htpasswd", "skopeo" })
    void whatWasArchivedIsRestoredIntoARegistryWithPasswords() throws IOException {
        try (DockerRegistryServer from = DockerRegistryServer.open();
                DockerRegistryServer to = DockerRegistryServer.withHtpasswd(USER, PASSWORD)) {
            fill(from);
            archive(from);

            ProgramRun run = restore(to);

            assertThat(run.exitCode()).as(run.output()).isZero();
            assertThat(run.results()).contains("3 archives: 3 pushed").contains("300 kB mounted");
            this.pushed
                .forEach((name, descriptor) -> assertThat(digest(to, name)).isEqualTo(descriptor.digest().toString()));
            assertThat(restore(to).results()).contains("3 archives: 3 skipped; 0 B sent, 0 B mounted");
        }
    }

    @Test
    void whatWasArchivedIsRestoredIntoARegistryWithTokensAndArchivedAgain(@TempDir Path again) throws IOException {
        try (JwtTokenService tokens = new JwtTokenService();
                DockerRegistryServer from = DockerRegistryServer.open();
                DockerRegistryServer to = DockerRegistryServer.withTokenAuth(tokens)) {
            tokens.allow(USER, PASSWORD, "repository:**:pull,push", "registry:catalog:*");
            fill(from);
            archive(from);

            ProgramRun run = restore(to);

            assertThat(run.exitCode()).as(run.output()).isZero();
            assertThat(run.results()).contains("3 archives: 3 pushed").contains("300 kB mounted");
            ProgramRun second = ProgramRun.of(again, "--registry.url=" + to.uri(), "--credentials.username=" + USER,
                    "--credentials.password=" + PASSWORD);
            assertThat(second.exitCode()).as(second.output()).isZero();
            assertThat(contents(again, to.host())).isEqualTo(contents(this.archives, from.host()));
        }
    }

    @Test
    @RequiresTool("skopeo")
    void wholeIndexIsTheSameToTheLastByte(@TempDir Path copy) {
        try (DockerRegistryServer from = DockerRegistryServer.open();
                DockerRegistryServer to = DockerRegistryServer.open()) {
            TestIndex index = TestIndex.of(image(1).withPlatform("linux/amd64"), image(2).withPlatform("linux/arm64"));
            RegistryPusher.anonymous(from.uri()).push("multi", "1", index);
            RegistryPusher.anonymous(from.uri()).push("old", "1", TestIndex.of(image(3).asDocker()).asDocker());
            ProgramRun night = ProgramRun.of(this.archives, "--registry.url=" + from.uri(), "--selection.platform=all");
            assertThat(night.exitCode()).as(night.output()).isZero();

            ProgramRun run = ProgramRun.bare("restore", this.archives.toString(), "--registry.url=" + to.uri(),
                    "--restore.prefix=mirror");

            assertThat(run.exitCode()).as(run.output()).isZero();
            for (String name : List.of("multi:1", "old:1")) {
                assertThat(raw(to, "mirror/" + name)).isEqualTo(raw(from, name));
                Tools
                    .run("skopeo", "copy", "--all", "--src-tls-verify=false",
                            "docker://" + to.host() + "/mirror/" + name, "dir:" + copy.resolve(name.replace(":", "_")))
                    .requireSuccess();
            }
        }
    }

    private static String raw(DockerRegistryServer registry, String name) {
        return Tools.run("skopeo", "inspect", "--raw", "--tls-verify=false", "docker://" + registry.host() + "/" + name)
            .requireSuccess()
            .stdout();
    }

    private void fill(DockerRegistryServer registry) {
        RegistryPusher pusher = RegistryPusher.anonymous(registry.uri());
        push(pusher, "team/api:1.10", image(1));
        push(pusher, "team/web:2", image(2));
        push(pusher, "library/tool:stable", image(3));
    }

    private void push(RegistryPusher pusher, String name, TestImage image) {
        this.pushed.put(name, pusher.push(name.split(":")[0], name.split(":")[1], image));
    }

    private static TestImage image(int seed) {
        return TestImage.createdAt("2026-01-0%dT00:00:00Z".formatted(seed))
            .withLayers(SHARED, TestLayer.random(10 + seed, 40_000));
    }

    private void archive(DockerRegistryServer registry) {
        ProgramRun run = ProgramRun.of(this.archives, "--registry.url=" + registry.uri());
        assertThat(run.exitCode()).as(run.output()).isZero();
    }

    private ProgramRun restore(DockerRegistryServer registry, String... arguments) {
        List<String> all = new ArrayList<>(
                List.of("restore", this.archives.toString(), "--registry.url=" + registry.uri(),
                        "--credentials.username=" + USER, "--credentials.password=" + PASSWORD));
        all.addAll(List.of(arguments));
        return ProgramRun.bare(all.toArray(String[]::new));
    }

    private static String digest(DockerRegistryServer registry, String name) {
        return Tools
            .run("skopeo", "inspect", "--tls-verify=false", "--creds", USER + ":" + PASSWORD, "--format", "{{.Digest}}",
                    "docker://" + registry.host() + "/" + name)
            .requireSuccess()
            .stdout()
            .strip();
    }

    /** All archives by name, with the registry's name taken out of them. */
    private static Map<String, String> contents(Path directory, String registry) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        for (String name : Archives.in(directory).keySet()) {
            contents.put(name, new String(Files.readAllBytes(directory.resolve(name)), StandardCharsets.ISO_8859_1)
                .replace(registry, "registry"));
        }
        return contents;
    }

}
