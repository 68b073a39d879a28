package dev.registryarchiver.job;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Some nights of {@link Soak}, which by hand runs hundreds. */
class SoakTests {

    private static final int REPOSITORIES = 30;

    private static final int NIGHTS = 8;

    @TempDir
    Path archives;

    @Test
    void manyNightsLeaveNoMoreBehindThanAFew() {
        try (Soak soak = new Soak(this.archives, REPOSITORIES, 20260101)) {
            for (int night = 0; night < NIGHTS; night++) {
                soak.night();
            }

            assertThat(soak.reports()).isEqualTo(Soak.KEPT_RUNS);
            assertThat(soak.rows("worklist")).isLessThanOrEqualTo((long) Soak.KEPT_RUNS * soak.repositories());
            assertThat(soak.rows("BATCH_JOB_INSTANCE")).isEqualTo(Soak.KEPT_RUNS);
            assertThat(soak.rows("seen_tag")).isLessThanOrEqualTo((long) Soak.KEPT_RUNS * soak.tags());
            assertThat(soak.rows("known_image")).isLessThanOrEqualTo((long) Soak.KEPT_RUNS * soak.tags());
            assertThat(soak.stateBytes()).isLessThan(3_000_000);
        }
    }

}
