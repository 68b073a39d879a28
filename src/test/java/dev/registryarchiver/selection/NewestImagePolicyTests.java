package dev.registryarchiver.selection;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.MediaTypes;
import dev.registryarchiver.image.Platform;
import dev.registryarchiver.image.Tag;
import dev.registryarchiver.inventory.BuildDates;
import dev.registryarchiver.inventory.KnownImage;

import static org.assertj.core.api.Assertions.assertThat;

class NewestImagePolicyTests {

    private static final Instant NOW = Instant.parse("2026-01-10T00:00:00Z");

    private static final Instant EPOCH = Instant.EPOCH;

    private static final Instant JANUARY = Instant.parse("2026-01-02T03:04:05Z");

    @Test
    void takesTheNewestBuildAndNotTheTagLatest() {
        Candidate old = candidate("2025-12-01T00:00:00Z", "latest", "9.9.9");
        Candidate current = candidate("2026-01-02T03:04:05Z", "1.0.0");

        List<RankedImage> ranking = NewestImagePolicy.rank(List.of(old, current), NOW);

        assertThat(ranking).extracting(RankedImage::candidate).containsExactly(current, old);
        assertThat(ranking.get(0).built()).isEqualTo(JANUARY);
        assertThat(ranking.get(0).reason()).isEqualTo("built 2026-01-02T03:04:05Z (config)");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({ "K8, 0001-01-01T00:00:00Z", "K8, 1970-01-01T00:00:00Z", "K8, 1970-01-01T00:00:01Z",
            "K8, 1980-01-01T00:00:01Z", "K8 limit, 1980-01-02T00:00:00Z", "K9, 2026-01-12T00:00:00Z",
            "K9 just beyond the limit, 2026-01-11T00:00:00.000000001Z" })
    void doesNotBelieveImplausibleDates(String id, String created) {
        Candidate implausible = candidate(created, "2.0.0");
        Candidate plausible = candidate("1980-01-02T00:00:01Z", "1.0.0");

        List<RankedImage> ranking = NewestImagePolicy.rank(List.of(implausible, plausible), NOW);

        assertThat(ranking).extracting(RankedImage::candidate).containsExactly(plausible, implausible);
        assertThat(ranking.get(1).built()).isNull();
        assertThat(ranking.get(1).reason()).isEqualTo("no usable date (the config says %s)".formatted(created));
    }

    @Test
    void believesClocksThatAreADayFastK9() {
        Candidate tomorrow = candidate("2026-01-11T00:00:00Z", "a");

        assertThat(NewestImagePolicy.rank(List.of(tomorrow), NOW).get(0).built())
            .isEqualTo(Instant.parse("2026-01-11T00:00:00Z"));
    }

    @Test
    void comparesInstantsAndNotTextK10() {
        Candidate tokyo = candidate(dates(CreatedParser.parse("2026-01-02T10:00:00+09:00").orElseThrow()), "tokyo");
        Candidate utc = candidate(dates(CreatedParser.parse("2026-01-02T02:00:00Z").orElseThrow()), "utc");

        assertThat(NewestImagePolicy.rank(List.of(tokyo, utc), NOW)).extracting(RankedImage::candidate)
            .containsExactly(utc, tokyo);
    }

    @Test
    void takesTheOneWithAnAnnotationK11() {
        Candidate annotated = candidate(new BuildDates(EPOCH, JANUARY, null, null, null, null), "1.0.0");
        Candidate other = candidate(dates(EPOCH), "2.0.0");

        RankedImage newest = NewestImagePolicy.rank(List.of(other, annotated), NOW).get(0);

        assertThat(newest.candidate()).isEqualTo(annotated);
        assertThat(newest.reason()).isEqualTo("built 2026-01-02T03:04:05Z (annotation org.opencontainers.image.created "
                + "of the manifest, because the config says 1970-01-01T00:00:00Z)");
    }

    @Test
    void asksTheOtherSourcesInOrder() {
        Instant later = JANUARY.plusSeconds(60);

        assertThat(source(new BuildDates(null, null, JANUARY, later, later, later))).contains("of the index, because");
        assertThat(source(new BuildDates(EPOCH, EPOCH, EPOCH, JANUARY, later, later)))
            .contains("(label org.opencontainers.image.created, because");
        assertThat(source(new BuildDates(null, NOW.plusSeconds(100_000), null, null, JANUARY, later)))
            .contains("(label org.label-schema.build-date, because the config tells no time)");
        assertThat(source(new BuildDates(EPOCH, null, null, null, null, JANUARY))).contains("(last history entry,");
        assertThat(source(new BuildDates(EPOCH, EPOCH, EPOCH, EPOCH, EPOCH, EPOCH)))
            .isEqualTo("no usable date (the config says 1970-01-01T00:00:00Z)");
    }

    @Test
    void takesTheHighestVersionWithoutDatesK12() {
        Candidate nine = candidate(dates(EPOCH), "1.9.0", "latest");
        Candidate ten = candidate(dates(EPOCH), "1.10.0");

        List<RankedImage> ranking = NewestImagePolicy.rank(List.of(nine, ten), NOW);

        assertThat(ranking).extracting(RankedImage::candidate).containsExactly(ten, nine);
        assertThat(ranking.get(0).reason())
            .isEqualTo("no usable date (the config says 1970-01-01T00:00:00Z); highest version among tags");
        assertThat(ranking.get(1).reason()).isEqualTo("no usable date (the config says 1970-01-01T00:00:00Z)");
    }

    @Test
    void listensToLatestOnlyWhereTagsAreEqual() {
        Candidate plain = candidate(dates(null), "v1.0.0");
        Candidate latest = candidate(dates(null), "1.0.0", "latest");
        Candidate alone = candidate(dates(null), "latest");
        Candidate named = candidate(dates(null), "dev");

        assertThat(NewestImagePolicy.rank(List.of(plain, latest, alone, named), NOW)).extracting(RankedImage::candidate)
            .containsExactly(latest, plain, named, alone);
    }

    @Test
    void decidesEqualDatesTheSameWayEveryNightK13() {
        Candidate low = candidate("2026-01-02T03:04:05Z", "1.9.0");
        Candidate high = candidate("2026-01-02T03:04:05Z", "1.10.0");
        Candidate name = candidate("2026-01-02T03:04:05Z", "edge");

        for (List<Candidate> order : List.of(List.of(low, high, name), List.of(name, high, low),
                List.of(high, name, low))) {
            List<RankedImage> ranking = NewestImagePolicy.rank(order, NOW);
            assertThat(ranking).extracting(RankedImage::candidate).containsExactly(high, low, name);
            assertThat(ranking.get(0).reason()).isEqualTo(
                    "built 2026-01-02T03:04:05Z (config); others were built at that moment, highest version among tags");
            assertThat(ranking.get(1).reason()).isEqualTo("built 2026-01-02T03:04:05Z (config)");
        }
    }

    @Test
    void namesImageAfterItsMostSpecificTag() {
        assertThat(candidate(dates(null), "latest", "1", "1.10", "1.10.0", "stable").tags()).extracting(Tag::value)
            .containsExactly("1.10.0", "stable", "1.10", "1", "latest");
        assertThat(candidate(dates(null), "latest").name()).hasToString("latest");
    }

    @Test
    void countsSameContentOnce() {
        KnownImage image = image(dates(JANUARY));
        KnownImage inIndex = new KnownImage(new Descriptor(MediaTypes.OCI_INDEX, TestDigests.next(), 9), "linux/amd64",
                "", image.manifest(), image.platform(), image.dates(), 1);

        List<RankedImage> ranking = NewestImagePolicy.rank(
                List.of(new Candidate(tags("1.0.0-amd64"), image), new Candidate(tags("1.0.0", "latest"), inIndex)),
                NOW);

        assertThat(ranking).hasSize(1);
        assertThat(ranking.get(0).candidate().tags()).isEqualTo(tags("1.0.0", "1.0.0-amd64", "latest"));
        assertThat(ranking.get(0).candidate().image()).isEqualTo(inIndex);
    }

    private static String source(BuildDates dates) {
        return NewestImagePolicy.rank(List.of(candidate(dates, "a")), NOW).get(0).reason();
    }

    private static Candidate candidate(String created, String... tags) {
        return candidate(dates(Instant.parse(created)), tags);
    }

    private static Candidate candidate(BuildDates dates, String... tags) {
        return new Candidate(tags(tags), image(dates));
    }

    private static KnownImage image(BuildDates dates) {
        Descriptor manifest = new Descriptor(MediaTypes.OCI_MANIFEST, TestDigests.next(), 1);
        return new KnownImage(manifest, "linux/amd64", "", manifest, Platform.LINUX_AMD64, dates, 1);
    }

    private static BuildDates dates(@Nullable Instant created) {
        return new BuildDates(created, null, null, null, null, null);
    }

    private static List<Tag> tags(String... values) {
        return Arrays.stream(values).map(Tag::of).toList();
    }

}
