package dev.registryarchiver.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.inventory.FailureClass;
import dev.registryarchiver.inventory.ImageOutcome;
import dev.registryarchiver.inventory.Outcome;
import dev.registryarchiver.inventory.RunChanges;
import dev.registryarchiver.inventory.RunId;
import dev.registryarchiver.inventory.WorklistEntry;
import dev.registryarchiver.real.Browser;
import dev.registryarchiver.real.RequiresTool;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page in a real browser. Pictures of it are left in {@code target/pictures}.
 */
@RequiresTool(Browser.TOOL)
class HtmlReportTests {

    private static final Path PICTURES = Path.of("target/pictures");

    private static Browser browser;

    @TempDir
    static Path directory;

    @BeforeAll
    static void start() throws IOException {
        Files.createDirectories(PICTURES);
        browser = new Browser();
    }

    @AfterAll
    static void stop() {
        browser.close();
    }

    @Test
    void looksAsInThePictures() throws IOException {
        Path night = write(TestNights.of(180));

        Browser.Tab light = browser.open(night, Browser.Setting.SCREEN);
        light.photograph(PICTURES.resolve("light.png"));
        browser.open(night, Browser.Setting.SCREEN, Browser.Setting.DARK).photograph(PICTURES.resolve("dark.png"));
        browser.open(night, Browser.Setting.PHONE).photograph(PICTURES.resolve("phone.png"));
        browser.open(write(TestNights.good(12)), Browser.Setting.SCREEN)
            .photograph(PICTURES.resolve("first-night.png"));

        assertThat(light.complaints()).isEmpty();
    }

    @Test
    void needsNothingButItself() throws IOException {
        Path file = write(TestNights.of(40));

        Browser.Tab tab = browser.open(file, Browser.Setting.SCREEN);

        assertThat(tab.requests()).filteredOn((address) -> !address.startsWith("data:"))
            .containsExactly(file.toUri().toString());
        assertThat(tab.evaluate("document.querySelector('meta[http-equiv]').content.startsWith(\"default-src 'none'\")")
            .booleanValue()).isTrue();
        assertThat(tab.complaints()).isEmpty();
    }

    @Test
    void policyAdmitsNoScriptButItsOwn() throws IOException {
        Path file = write(TestNights.good(1));
        Files.writeString(file,
                Files.readString(file)
                    .replace("</main>",
                            "<script>document.title = 'broken in'</script><img src='https://example.com/x'></main>"));

        Browser.Tab tab = browser.open(file, Browser.Setting.SCREEN);

        assertThat(tab.text("document.title")).doesNotContain("broken in");
        assertThat(tab.complaints()).anyMatch((complaint) -> complaint.contains("Content Security Policy"));
        assertThat(rows(tab)).isEqualTo(1);
    }

    @Test
    void wordsOfOthersAreNeverMarkup() throws IOException {
        String hostile = "</script><script>document.title='a'</script><img src=x onerror=\"document.title='b'\">"
                + "'\"><svg onload=alert(1)>&lt; {{registry}} \u2028 \u202Eltr <!-- ]]>";
        ImageOutcome image = new ImageOutcome(hostile, TestRuns.DIGEST, hostile, TestRuns.START, hostile, hostile, 1, 1,
                0, true);
        List<WorklistEntry> entries = List.of(entry(1, "bad", Outcome.failed(FailureClass.POLICY, hostile)),
                entry(2, "empty", Outcome.nothingToSave(hostile)),
                entry(3, "there", Outcome.archived(List.of(image), hostile)));
        RunSummary numbers = TestRuns.summary(RunSummary.Status.STOPPED, entries);
        RunSummary summary = new RunSummary(numbers.run(), "https://" + hostile, numbers.startedAt(),
                numbers.finishedAt(), numbers.status(), hostile, numbers.totals(), 0, 0,
                new RunSummary.Pruning(1, 1, hostile));
        RunChanges.Newest newest = new RunChanges.Newest(hostile, TestRuns.DIGEST);
        RunChanges changes = new RunChanges(TestRuns.past(1, null).run(),
                List.of(new RunChanges.Change(RunChanges.Kind.NEW_IMAGE, RepositoryName.of("there"), newest, newest)));

        Browser.Tab tab = browser.open(
                write(new TestNights(entries, TestRuns.report(summary, changes, List.of(TestRuns.past(1, hostile))))),
                Browser.Setting.SCREEN);
        tab.evaluate("document.querySelectorAll('#rows button').forEach((button) => button.click())");

        assertThat(tab.text("document.title")).contains("The run was stopped – https://</script>");
        assertThat(tab.evaluate("document.querySelectorAll('img, svg[onload]').length").intValue()).isZero();
        assertThat(tab.evaluate("document.scripts.length").intValue()).isEqualTo(2);
        assertThat(tab.text("document.querySelector('.reason').textContent")).isEqualTo(hostile);
        assertThat(tab.text("document.querySelector('.failure dd').textContent")).isEqualTo(hostile);
        assertThat(tab.text("document.querySelector('#rows td.why').textContent")).isEqualTo(hostile);
        assertThat(tab.text("[...document.querySelectorAll('#rows .details dd')].pop().textContent")).isEqualTo("1 B");
        assertThat(tab
            .evaluate("[...document.querySelectorAll('#rows .details dd')].filter((each) => each.textContent === "
                    + JsonMapper.shared().writeValueAsString(hostile) + ").length")
            .intValue()).isEqualTo(7);
        assertThat(tab.complaints()).isEmpty();
        assertThat(tab.requests()).filteredOn((address) -> address.startsWith("http")).isEmpty();
    }

    @Test
    void tellsTheNightAtAGlance() throws IOException {
        TestNights night = TestNights.of(180);

        Browser.Tab tab = browser.open(write(night), Browser.Setting.SCREEN);

        assertThat(tab.text("document.querySelector('h1').textContent")).isEqualTo("10 of 180 repositories failed");
        assertThat(tab.text("document.querySelector('.tile.SAVED strong').textContent")).isEqualTo("55");
        assertThat(tab.text("document.querySelector('.failure').textContent")).contains("Missing in the registry",
                Remedies.of(FailureClass.MISSING), "search/ui-19", "does not have the manifest");
        assertThat(tab.text("document.querySelector('.changes').textContent")).contains("Newly failing",
                "No longer listed", "legacy/monolith", "Recovered", "New newest image", "24 more in the table");
        assertThat(tab.evaluate("document.querySelectorAll('.charts figure').length").intValue()).isEqualTo(5);
        assertThat(tab.evaluate("document.querySelectorAll('.charts figure:first-child rect').length").intValue())
            .isEqualTo(22);
        assertThat(tab.evaluate("document.querySelectorAll('#timeline rect').length").intValue()).isBetween(60, 180);
    }

    @Test
    void asksAboutAnOldPage() throws IOException {
        Browser.Tab tab = browser.open(write(TestNights.good(1)), Browser.Setting.SCREEN);

        assertThat(tab.text("document.getElementById('age').textContent"))
            .contains("days ago: is the job still started");
    }

    @Test
    void sortsByEveryColumnAndBack() throws IOException {
        TestNights night = TestNights.of(180);
        Browser.Tab tab = browser.open(write(night), Browser.Setting.SCREEN);
        List<Long> sizes = night.entries()
            .stream()
            .map((entry) -> entry.outcome().images().stream().mapToLong(ImageOutcome::size).sum())
            .sorted(Comparator.reverseOrder())
            .toList();

        assertThat(sorting(tab)).isEqualTo("Repository ascending");
        assertThat(first(tab)).isEqualTo("data/ingest/api-21");
        head(tab, "Repository");
        assertThat(sorting(tab)).isEqualTo("Repository descending");
        assertThat(first(tab)).isEqualTo("web/worker-155");
        head(tab, "Size");
        assertThat(sorting(tab)).isEqualTo("Size descending");
        assertThat(tab.text("document.querySelector('#rows [data-label=Size]').textContent"))
            .isEqualTo(Quantities.bytes(sizes.get(0)));
        head(tab, "Result");
        assertThat(tab.text("document.querySelector('#rows .result').textContent")).startsWith("Failed");
    }

    @Test
    void filtersByWordsResultAndChange() throws IOException {
        Browser.Tab tab = browser.open(write(TestNights.of(180)), Browser.Setting.SCREEN);

        filter(tab, "GATEWAY search");
        assertThat(shown(tab)).isEqualTo("4 of 180 repositories");
        filter(tab, "no such thing");
        assertThat(shown(tab)).isEqualTo("0 of 180 repositories");
        filter(tab, "");
        assertThat(shown(tab)).isEqualTo("All 180 repositories");
        tab.evaluate("document.querySelector('.tile.FAILED').click()");
        assertThat(shown(tab)).isEqualTo("10 of 180 repositories");
        tab.evaluate("document.querySelector('[data-change=NEW_IMAGE]').click()");
        assertThat(shown(tab)).isEqualTo("48 of 180 repositories");
        assertThat(tab.text("document.querySelector('#rows .badge').textContent")).isEqualTo("New newest image");
    }

    @Test
    void worksWithAKeyboardAlone() throws IOException {
        Browser.Tab tab = browser.open(write(TestNights.good(3)), Browser.Setting.SCREEN);

        tab.press("Tab");
        assertThat(focused(tab)).isEqualTo("Skip to the repositories");
        tab.press("Enter");
        assertThat(tab.text("document.activeElement.id")).isEqualTo("repositories");
        tab.type('/');
        assertThat(tab.text("document.activeElement.id")).isEqualTo("filter");
        tab.type('-');
        tab.type('2');
        assertThat(shown(tab)).isEqualTo("1 of 3 repositories");
        tab.press("Tab");
        tab.press("Tab");
        assertThat(focused(tab)).isEqualTo("Repository");
        assertThat(tab.text("getComputedStyle(document.activeElement).outlineStyle")).isEqualTo("solid");
        tab.press("Space");
        assertThat(sorting(tab)).isEqualTo("Repository descending");
        for (int i = 0; i < 7; i++) {
            tab.press("Tab");
        }
        assertThat(focused(tab)).isEqualTo("team/app-2");
        tab.press("Enter");
        assertThat(tab.text("document.activeElement.getAttribute('aria-expanded')")).isEqualTo("true");
        assertThat(tab.text("document.querySelector('#rows .details').textContent"))
            .contains(TestRuns.DIGEST.toString(), "team/app-2/1.10.0.tar", "Chosen because");
        tab.press("Enter");
        assertThat(tab.evaluate("document.querySelector('#rows .details') === null").booleanValue()).isTrue();
    }

    @Test
    void everyControlHasAName() throws IOException {
        Browser.Tab tab = browser.open(write(TestNights.of(180)), Browser.Setting.SCREEN);

        assertThat(tab.evaluate("""
                [...document.querySelectorAll('input, select, button, a, svg[role=img], section, table')]
                .filter((each) => !(each.labels && each.labels.length) && !each.textContent.trim()
                  && !each.hasAttribute('aria-label') && !each.hasAttribute('aria-labelledby'))
                .map((each) => each.outerHTML)""")).isEmpty();
        assertThat(tab.text("document.documentElement.lang")).isEqualTo("en");
        assertThat(tab.evaluate("document.querySelectorAll('h1').length").intValue()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = { false, true })
    void wordsStandOutFromTheirGround(boolean dark) throws IOException {
        Browser.Tab tab = dark ? browser.open(write(TestNights.of(180)), Browser.Setting.SCREEN, Browser.Setting.DARK)
                : browser.open(write(TestNights.of(180)), Browser.Setting.SCREEN);

        double ground = luminance(tab.text("getComputedStyle(document.body).backgroundColor"));
        assertThat(ground).isBetween(dark ? 0.0 : 0.8, dark ? 0.1 : 1.0);
        for (String selector : List.of("h1", ".when", ".failure dd", ".tile strong", "#rows td.why", "#rows .badge",
                "th button", ".more a", "footer")) {
            double text = luminance(
                    tab.text("getComputedStyle(document.querySelector('%s')).color".formatted(selector)));
            double sheet = luminance(tab.text("getComputedStyle(document.querySelector('section')).backgroundColor"));
            // WCAG 2.2, 1.4.3
            assertThat((Math.max(text, sheet) + 0.05) / (Math.min(text, sheet) + 0.05)).as(selector).isGreaterThan(4.5);
        }
    }

    @Test
    void fitsAPhone() throws IOException {
        String longest = "a".repeat(100) + "/" + "b".repeat(154);
        List<WorklistEntry> entries = new ArrayList<>(TestNights.of(80).entries());
        entries.add(entry(81, longest, Outcome.failed(FailureClass.CORRUPT, "x".repeat(500))));
        entries.add(entry(82, "c".repeat(255), TestRuns.saved(1, "c".repeat(255)).outcome()));
        RunReport report = TestRuns.report(TestRuns.summary(RunSummary.Status.FAILED, entries));

        Browser.Tab tab = browser.open(write(new TestNights(entries, report)), Browser.Setting.PHONE);

        assertThat(tab.evaluate("document.documentElement.scrollWidth").intValue()).isLessThanOrEqualTo(360);
        assertThat(tab.evaluate("document.getElementById('order').offsetHeight").intValue()).isPositive();
        tab.evaluate("document.getElementById('order').value = 'size', "
                + "document.getElementById('order').dispatchEvent(new Event('change'))");
        assertThat(sorting(tab)).isEqualTo("Size descending");
    }

    @Test
    void tenThousandRepositoriesDoNotFreezeIt() throws IOException {
        Browser.Tab tab = browser.open(write(TestNights.of(10_000)), Browser.Setting.SCREEN);

        assertThat(shown(tab)).isEqualTo("All 10,000 repositories");
        assertThat(rows(tab)).isEqualTo(100);
        assertThat(tab.evaluate("document.querySelectorAll('*').length").intValue()).isLessThan(20_000);
        double millis = tab.evaluate("""
                (() => {
                  const times = ['w', 'wo', 'wor', 'worker', 'worker search', ''].map((text) => {
                    const start = performance.now();
                    const filter = document.getElementById('filter');
                    filter.value = text;
                    filter.dispatchEvent(new Event('input'));
                    return performance.now() - start;
                  });
                  return times.sort((a, b) => a - b)[3];
                })()""").doubleValue();
        // A hundred times what it takes; a table of all rows would take longer still.
        assertThat(millis).isLessThan(1_000);
        head(tab, "Took");
        tab.evaluate("document.getElementById('next').click()");
        assertThat(tab.text("document.getElementById('page').textContent")).isEqualTo("Page 2 of 100");
        assertThat(tab.complaints()).isEmpty();
    }

    @Test
    void saysTheMostWithoutScripts() throws IOException {
        Browser.Tab tab = browser.open(write(TestNights.of(80)), Browser.Setting.SCREEN, Browser.Setting.NO_SCRIPT);

        String words = tab.text("document.body.innerText");
        assertThat(words).contains("4 of 80 repositories failed", Remedies.of(FailureClass.NETWORK), "search/api-7",
                "New newest image", "The table needs JavaScript");
        assertThat(tab.evaluate("document.getElementById('table').hidden").booleanValue()).isTrue();
    }

    @Test
    void tellsOfARunThatReachedNothing() throws IOException {
        RunSummary nothing = new RunSummary(new RunId(TestRuns.START), "https://registry.example.com", TestRuns.START,
                TestRuns.START, RunSummary.Status.FAILED, "The registry is down.", Map.of(), 0, 0,
                RunSummary.Pruning.NONE);

        Browser.Tab tab = browser.open(write(new TestNights(List.of(), TestRuns.report(nothing))),
                Browser.Setting.SCREEN);

        assertThat(tab.text("document.body.innerText")).contains("The run could not go on", "The registry is down.");
        assertThat(tab.complaints()).isEmpty();
    }

    private static WorklistEntry entry(int position, String repository, Outcome outcome) {
        return new WorklistEntry(position, RepositoryName.of(repository), outcome, TestRuns.START,
                Duration.ofSeconds(1));
    }

    private static void head(Browser.Tab tab, String column) {
        tab.evaluate("[...document.querySelectorAll('th button')].find((each) => each.textContent === '%s').click()"
            .formatted(column));
    }

    private static void filter(Browser.Tab tab, String text) {
        tab.evaluate(
                "document.getElementById('filter').value = '%s', document.getElementById('filter').dispatchEvent(new Event('input'))"
                    .formatted(text));
    }

    private static String sorting(Browser.Tab tab) {
        return tab.text("[...document.querySelectorAll('th[aria-sort]')].map((each) => "
                + "each.textContent + ' ' + each.getAttribute('aria-sort')).join()");
    }

    private static String first(Browser.Tab tab) {
        return tab.text("document.querySelector('#rows td.name').textContent");
    }

    private static String shown(Browser.Tab tab) {
        return tab.text("document.getElementById('shown').textContent");
    }

    private static String focused(Browser.Tab tab) {
        return tab.text("document.activeElement.textContent");
    }

    private static int rows(Browser.Tab tab) {
        return tab.evaluate("document.querySelectorAll('#rows > tr').length").intValue();
    }

    // WCAG 2.2, relative luminance of rgb(r, g, b)
    private static double luminance(String color) {
        double[] parts = Pattern.compile("\\d+")
            .matcher(color)
            .results()
            .mapToDouble((match) -> Integer.parseInt(match.group()) / 255.0)
            .map((part) -> (part <= 0.04045) ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4))
            .toArray();
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
    }

    private static Path write(TestNights night) throws IOException {
        Path file = Files.createTempFile(directory, "report", ".html");
        try (OutputStream output = Files.newOutputStream(file)) {
            new HtmlReport().write(output, night.report(), night.entries()::forEach);
        }
        return file;
    }

}
