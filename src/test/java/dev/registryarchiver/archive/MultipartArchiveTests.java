package dev.registryarchiver.archive;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class MultipartArchiveTests {

    @ParameterizedTest
    @CsvSource({ "1024,1024", "8388608,8388608", "8388609,8388608", "83886080000,8388608", "83886080001,8388609",
            "5497558138880,549755814" })
    void partsAreAsSmallAsTheirNumberAllows(long length, int partSize) {
        assertThat(MultipartArchive.partSize(length)).isEqualTo(partSize);
        assertThat((length + partSize - 1) / partSize).isLessThanOrEqualTo(MultipartArchive.MAX_PARTS);
    }

    @Test
    void aBudgetCoversWhatItHasAndNoMore() {
        PartBudget budget = new PartBudget(64 << 20);

        assertThat(budget.covers(MultipartArchive.memory(8 << 20))).isTrue();
        assertThat(budget.covers(MultipartArchive.memory(80_000_000_000L))).isTrue();
        assertThat(budget.covers(MultipartArchive.memory(MultipartArchive.MAX_LENGTH))).isFalse();
    }

}
