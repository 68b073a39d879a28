package dev.registryarchiver.inventory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.RepositoryName;

import static org.assertj.core.api.Assertions.assertThat;

@ParameterizedClass
@MethodSource("dev.registryarchiver.inventory.TestDatabase#kinds")
class RunComparisonTests {

    private static final RunId BEFORE = new RunId(Instant.parse("2026-01-01T00:00:00Z"));

    private static final RunId NOW = new RunId(Instant.parse("2026-01-02T00:00:00Z"));

    private final TestDatabase database;

    private final Map<String, @Nullable Outcome> before = new LinkedHashMap<>();

    private final Map<String, @Nullable Outcome> now = new LinkedHashMap<>();

    RunComparisonTests(TestDatabase.Kind kind) {
        this.database = kind.open();
    }

    @AfterEach
    void close() {
        this.database.close();
    }

    @Test
    void nothingChangedWhereEverythingIsTheSame() {
        both("same", image("1"), image("1"));
        both("empty", Outcome.nothingToSave("no tags"), Outcome.nothingToSave("no images"));
        both("broken", failed(), failed());

        assertThat(compare(true).changes()).isEmpty();
        assertThat(compare(true).since()).isEqualTo(BEFORE);
    }

    @Test
    void tellsEveryKindOfChange() {
        both("moved", image("1"), image("2"));
        both("filled", Outcome.nothingToSave("no tags"), image("1"));
        both("emptied", image("1"), Outcome.nothingToSave("no tags"));
        both("fails", image("1"), failed());
        both("recovers", failed(), image("3"));
        this.now.put("new", image("1"));
        this.now.put("new-and-failing", failed());
        this.before.put("gone", image("1"));
        this.before.put("gone-empty", Outcome.nothingToSave("no tags"));

        assertThat(compare(true).changes()).containsExactly(change(RunChanges.Kind.NEW_IMAGE, "moved", "1", "2"),
                change(RunChanges.Kind.NEW_IMAGE, "filled", null, "1"),
                change(RunChanges.Kind.EMPTIED, "emptied", "1", null),
                change(RunChanges.Kind.NEWLY_FAILING, "fails", "1", null),
                change(RunChanges.Kind.RECOVERED, "recovers", null, "3"), change(RunChanges.Kind.NEW, "new", null, "1"),
                change(RunChanges.Kind.NEW, "new-and-failing", null, null),
                change(RunChanges.Kind.GONE, "gone", "1", null),
                change(RunChanges.Kind.GONE, "gone-empty", null, null));
    }

    @Test
    void whatWasNotReachedIsNotJudged() {
        both("pending", image("1"), null);

        assertThat(compare(true).changes()).isEmpty();
    }

    @Test
    void nothingIsGoneFromARunThatMayNotHaveListedAll() {
        this.before.put("later-in-the-catalog", image("1"));

        assertThat(compare(false).changes()).isEmpty();
    }

    @Test
    void onlyTheNewestOfSeveralImagesCounts() {
        both("two", image("1", "0"), image("1", "x"));

        assertThat(compare(true).changes()).isEmpty();
    }

    private void both(String repository, @Nullable Outcome before, @Nullable Outcome now) {
        this.before.put(repository, before);
        this.now.put(repository, now);
    }

    private RunChanges compare(boolean whole) {
        record(BEFORE, this.before);
        record(NOW, this.now);
        return this.database.comparison().compare(NOW, BEFORE, whole);
    }

    private void record(RunId run, Map<String, @Nullable Outcome> outcomes) {
        Worklist worklist = this.database.worklist();
        worklist.add(run, outcomes.keySet().stream().map(RepositoryName::of).toList());
        outcomes.forEach((repository, outcome) -> {
            if (outcome != null) {
                worklist.record(run, RepositoryName.of(repository), outcome, Instant.EPOCH, Duration.ZERO);
            }
        });
    }

    private static Outcome image(String... tags) {
        List<ImageOutcome> images = new ArrayList<>();
        for (String tag : tags) {
            images.add(new ImageOutcome(tag, digest(tag), "linux/amd64", null, "why", "file.tar", 1, 1, 0, true));
        }
        return Outcome.archived(images, "");
    }

    private static Outcome failed() {
        return Outcome.failed(FailureClass.NETWORK, "broken");
    }

    private static RunChanges.Change change(RunChanges.Kind kind, String repository, @Nullable String before,
            @Nullable String after) {
        return new RunChanges.Change(kind, RepositoryName.of(repository), newest(before), newest(after));
    }

    private static RunChanges.@Nullable Newest newest(@Nullable String tag) {
        return (tag != null) ? new RunChanges.Newest(tag, digest(tag)) : null;
    }

    private static Digest digest(String tag) {
        return Digest.sha256(tag.getBytes());
    }

}
