package dev.registryarchiver.job;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.registryarchiver.real.RequiresTool;

import static org.assertj.core.api.Assertions.assertThat;

/** The first few kills of {@link FaultCampaign}, which by hand does hundreds. */
@RequiresTool("docker-registry")
class FaultCampaignTests {

    private static final int KILLS = 5;

    private static final int REPOSITORIES = 15;

    private static final long SEED = 20260101;

    private static final long MEBIBYTE = 1 << 20;

    @TempDir
    Path directory;

    @Test
    void nothingIsLostOrWrongOrFetchedAgainWhateverHappens() throws IOException {
        try (FaultCampaign campaign = new FaultCampaign(this.directory.resolve("archives"), REPOSITORIES, SEED)) {
            for (int kill = 0; kill < KILLS; kill++) {
                campaign.startAndKill();
            }

            campaign.finish();

            assertThat(campaign.wastedPerBreak()).as(campaign.toString()).isLessThan(MEBIBYTE);
        }
    }

}
