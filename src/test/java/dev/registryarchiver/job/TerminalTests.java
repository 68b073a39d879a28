package dev.registryarchiver.job;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.fake.TestLayer;

import static org.assertj.core.api.Assertions.assertThat;

/** What people see on a real terminal, and what they must not see elsewhere. */
class TerminalTests {

    private static final String LIVE = "repositories archived";

    private static final String ESCAPE = "\u001b";

    private final FakeRegistry registry = new FakeRegistry();

    @TempDir
    Path archives;

    @BeforeEach
    void fill() {
        for (int i = 0; i < 12; i++) {
            this.registry.push("team/with-a-long-name/app-%02d".formatted(i), "1.0",
                    TestImage.createdAt("2026-01-01T00:00:00Z").withLayers(TestLayer.random(i, 100_000)));
        }
        this.registry.push("broken", "1.0", TestImage.createdAt("2026-01-01T00:00:00Z"));
        this.registry.when("GET", "/v2/broken/tags/list").status(500);
    }

    @AfterEach
    void stop() {
        this.registry.close();
    }

    @ParameterizedTest
    @ValueSource(ints = { 120, 40 })
    void progressIsDrawnInOnePlaceAndLeavesNothingBehind(int columns) {
        try (PseudoTerminal terminal = start(columns, Map.of())) {
            List<List<String>> seen = watch(terminal);

            assertThat(terminal.exitCode()).isEqualTo(ExitCode.REPOSITORIES_FAILED.code());
            String marker = (columns < 60) ? "of 13 rep" : LIVE;
            assertThat(seen).anySatisfy((screen) -> assertThat(screen).anyMatch((line) -> line.contains(marker)))
                .allSatisfy((screen) -> assertThat(screen).filteredOn((line) -> line.contains(marker))
                    .hasSizeLessThanOrEqualTo(1));
            assertThat(seen)
                .anySatisfy((screen) -> assertThat(screen).anyMatch((line) -> line.matches("  .* +\\d+ %")));
            assertEndsClean(terminal);
        }
    }

    @Test
    void failureStandsAboveTheProgress() {
        try (PseudoTerminal terminal = start(120, Map.of())) {
            List<List<String>> seen = watch(terminal);

            terminal.exitCode();
            assertThat(seen).anySatisfy((screen) -> {
                int failure = indexOf(screen, "broken failed: ");
                int progress = indexOf(screen, LIVE);
                assertThat(failure).isNotNegative();
                assertThat(progress).isGreaterThan(failure);
            });
            assertThat(terminal.raw()).doesNotContain(" saved: ");
        }
    }

    @Test
    void terminalMayChangeItsWidthMeanwhile() {
        try (PseudoTerminal terminal = start(120, Map.of())) {
            int columns = 120;
            while (terminal.isAlive()) {
                columns = (columns == 120) ? 50 : columns + 35;
                terminal.resize(columns);
                pause();
            }
            terminal.exitCode();
            assertEndsClean(terminal);
        }
    }

    @Test
    void interruptedRunLeavesTheTerminalInOrder() {
        try (PseudoTerminal terminal = start(120, Map.of())) {
            Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> indexOf(terminal.screen(), "MB/s") >= 0 || indexOf(terminal.screen(), "kB/s") >= 0);

            terminal.type("\u0003");

            assertThat(terminal.exitCode()).isEqualTo(130);
            assertThat(terminal.screen()).noneMatch((line) -> line.contains(LIVE));
            assertThat(terminal.screen()).anyMatch((line) -> line.contains("The run was asked to stop"));
        }
    }

    @Test
    void coloursAreOnlyForThoseWhoWantThem() {
        try (PseudoTerminal coloured = start(120, Map.of());
                PseudoTerminal plain = PseudoTerminal.start(120, Map.of("NO_COLOR", "1"),
                        this.archives.resolve("plain"), url())) {
            coloured.exitCode();
            plain.exitCode();

            assertThat(coloured.raw()).containsPattern(ESCAPE + "\\[[0-9;]*3[0-9]m");
            assertThat(plain.raw()).contains(ESCAPE).doesNotContainPattern(ESCAPE + "\\[[0-9;]*[1-9]m");
        }
    }

    @Test
    void terminalThatCannotMoveItsCursorGetsPlainLines() {
        try (PseudoTerminal terminal = start(120, Map.of("TERM", "dumb"))) {
            terminal.exitCode();

            assertThat(terminal.raw()).doesNotContain(ESCAPE).contains("app-01 saved: 1.0 (");
        }
    }

    @Test
    void elsewhereThereIsALinePerRepositoryAndTheLibraryIsNotLoaded() {
        try (ProgramProcess program = ProgramProcess.start(List.of("-Xlog:class+load"), this.archives, url())) {
            program.exitCode();

            assertThat(program.output()).doesNotContain(ESCAPE)
                .doesNotContain(" org.jline.")
                .contains("RunConsole", "broken failed: ");
            assertThat(program.output().lines().filter((line) -> line.contains(" saved: 1.0 ("))).hasSize(12);
        }
    }

    private PseudoTerminal start(int columns, Map<String, String> environment) {
        return PseudoTerminal.start(columns, environment, this.archives, url(), "--transport.bandwidth=600KB",
                "--transport.retries=0");
    }

    private String url() {
        return "--registry.url=" + this.registry.uri();
    }

    private static List<List<String>> watch(PseudoTerminal terminal) {
        List<List<String>> seen = new ArrayList<>();
        while (terminal.isAlive()) {
            seen.add(terminal.screen());
            pause();
        }
        return seen;
    }

    private static void assertEndsClean(PseudoTerminal terminal) {
        assertThat(terminal.screen()).noneMatch((line) -> line.contains(LIVE))
            .noneMatch((line) -> line.matches(".*\\d+ %$"))
            .anyMatch((line) -> line.contains("13 repositories: 12 saved"))
            .anyMatch((line) -> line.startsWith("Run 'retry'"));
        // A cursor that was hidden could stay hidden.
        assertThat(terminal.raw()).contains(ESCAPE).doesNotContain(ESCAPE + "[?25l");
    }

    private static int indexOf(List<String> screen, String text) {
        for (int i = 0; i < screen.size(); i++) {
            if (screen.get(i).contains(text)) {
                return i;
            }
        }
        return -1;
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        }
        catch (InterruptedException ex) {
            throw new IllegalStateException(ex);
        }
    }

}
