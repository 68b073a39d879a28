package dev.registryarchiver.real;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class ToolsTests {

    @Test
    void runTellsExitCodeAndBothOutputs() {
        Tools.Result result = Tools.run("sh", "-c", "echo out; echo err >&2; exit 3");

        assertThat(result).isEqualTo(new Tools.Result("sh", 3, "out\n", "err\n"));
        assertThatIllegalStateException().isThrownBy(result::requireSuccess).withMessage("sh ended with 3: err\n");
    }

    @Test
    void runEndsCommandsThatHang() {
        assertThatIllegalStateException().isThrownBy(() -> Tools.run(Duration.ofMillis(100), "sleep", "60"))
            .withMessageContaining("sleep did not end within");
    }

    @Test
    void runNamesToolsThatAreNotInstalled() {
        assertThat(Tools.find("no-such-tool")).isEmpty();
        assertThatIllegalStateException().isThrownBy(() -> Tools.run("no-such-tool"))
            .withMessageContaining("no-such-tool");
    }

}
