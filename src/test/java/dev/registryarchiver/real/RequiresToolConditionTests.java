package dev.registryarchiver.real;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class RequiresToolConditionTests {

    @Test
    void testRunsWhenEveryToolIsInstalled() {
        RequiresToolCondition condition = new RequiresToolCondition((tool) -> true, false);

        assertThat(condition.evaluate("skopeo", "podman").isDisabled()).isFalse();
    }

    @Test
    void testIsSkippedOnDesktopsWithoutTheTool() {
        RequiresToolCondition condition = new RequiresToolCondition("skopeo"::equals, false);

        assertThat(condition.evaluate("skopeo", "podman").isDisabled()).isTrue();
        assertThat(condition.evaluate("skopeo", "podman").getReason().orElseThrow()).contains("podman")
            .doesNotContain("skopeo");
    }

    @Test
    void testFailsInContinuousIntegrationWithoutTheTool() {
        RequiresToolCondition condition = new RequiresToolCondition("skopeo"::equals, true);

        assertThatIllegalStateException().isThrownBy(() -> condition.evaluate("skopeo", "podman"))
            .withMessageContaining("podman");
    }

}
