package dev.registryarchiver.sample;

import java.nio.file.Path;

import dev.registryarchiver.real.RequiresTool;
import dev.registryarchiver.real.Tools;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

@RequiresTool("skopeo")
class SampleRegistryTests {

    private static final String CREDENTIALS = SampleRegistry.USERNAME + ":" + SampleRegistry.PASSWORD;

    @ParameterizedTest
    @ValueSource(strings = { "shop:1.10.0", "team/billing:2.7.4", "platform/edge/gateway:1.0", "toolbox:latest",
            "team/reports:b7" })
    void imageIsRealEnoughToBecomeDockerArchive(String image, @TempDir Path directory) {
        try (SampleRegistry sample = new SampleRegistry()) {
            String source = "docker://" + sample.uri().getAuthority() + "/" + image;

            Tools
                .run("skopeo", "copy", "--src-tls-verify=false", "--src-creds", CREDENTIALS, "--override-os", "linux",
                        "--override-arch", "amd64", source, "docker-archive:" + directory.resolve("image.tar"))
                .requireSuccess();

            assertThat(directory.resolve("image.tar")).isNotEmptyFile();
        }
    }

    @Test
    void strangersAreNotLetIn() {
        try (SampleRegistry sample = new SampleRegistry()) {
            Tools.Result result = Tools.run("skopeo", "list-tags", "--tls-verify=false",
                    "docker://" + sample.uri().getAuthority() + "/shop");

            assertThat(result.exitCode()).isNotZero();
        }
    }

}
