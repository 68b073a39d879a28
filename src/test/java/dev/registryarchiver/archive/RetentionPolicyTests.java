package dev.registryarchiver.archive;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.registryarchiver.archive.RetentionPolicy.Kept;

import static org.assertj.core.api.Assertions.assertThat;

class RetentionPolicyTests {

    @ParameterizedTest
    @CsvSource({ "1,b a", "2,a", "3,''", "1000,''" })
    void whatHasEnoughNewerOnesGoes(int keep, String expendable) {
        assertThat(expendable(keep, built("a", 1), built("b", 2), chosen("c", 3))).isEqualTo(expendable);
    }

    @Test
    void theOnlyOneStays() {
        assertThat(expendable(1, built("a", 1))).isEmpty();
        assertThat(expendable(1)).isEmpty();
    }

    @Test
    void whatTheRunChoseStaysAndSoDoesWhatIsNewer() {
        assertThat(expendable(1, built("a", 1), chosen("b", 2), built("c", 3))).isEqualTo("a");
    }

    @Test
    void withoutBuildTimesTheTimeOfArchivingDecides() {
        assertThat(expendable(1, kept("a", null, 3), kept("b", null, 2), kept("c", null, 1))).isEqualTo("b c");
    }

    @Test
    void equalBuildTimesAreToldApartByTheTimeOfArchiving() {
        assertThat(expendable(1, kept("a", 5, 1), kept("b", 5, 3), kept("c", 5, 2))).isEqualTo("c a");
    }

    @Test
    void unknownBuildTimesAreTheOldest() {
        assertThat(expendable(1, kept("a", null, 9), kept("b", 5, 1))).isEqualTo("a");
    }

    @Test
    void orderOfTheRowsDoesNotMatter() {
        List<Kept> archives = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            archives.add(kept("archive-%02d".formatted(i), (i % 3 == 0) ? null : i / 2, i % 5));
        }
        List<Kept> expendable = new RetentionPolicy(3).expendable(archives);

        for (int seed = 0; seed < 20; seed++) {
            Collections.shuffle(archives, new Random(seed));
            assertThat(new RetentionPolicy(3).expendable(archives)).isEqualTo(expendable).hasSize(17);
        }
    }

    private static String expendable(int keep, Kept... archives) {
        return String.join(" ",
                new RetentionPolicy(keep).expendable(Arrays.asList(archives)).stream().map(Kept::name).toList());
    }

    private static Kept built(String name, int created) {
        return kept(name, created, 0);
    }

    private static Kept chosen(String name, int created) {
        return new Kept(name, Instant.ofEpochSecond(created), Instant.EPOCH, true, 1);
    }

    private static Kept kept(String name, @Nullable Integer created, int archived) {
        return new Kept(name, (created != null) ? Instant.ofEpochSecond(created) : null,
                Instant.ofEpochSecond(archived), false, 1);
    }

}
