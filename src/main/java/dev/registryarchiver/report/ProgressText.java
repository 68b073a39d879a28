package dev.registryarchiver.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Puts progress into words: a sentence for a log, or lines that fit a terminal. For one
 * thread.
 */
final class ProgressText {

    private static final int MAX_TRANSFERS = 8;

    private static final int LONGEST_BAR = 30;

    private static final int SHORTEST_BAR = 10;

    // An estimate from less is a guess.
    private static final Duration SOON = Duration.ofSeconds(3);

    private final Progress progress;

    private final String work;

    private final Throughput throughput = new Throughput();

    /**
     * @param progress what to put into words
     * @param work what is done with the repositories, such as {@code archived}
     */
    ProgressText(Progress progress, String work) {
        this.progress = progress;
        this.work = work;
    }

    /** Everything in one sentence. */
    String sentence() {
        Progress.Snapshot now = this.progress.snapshot();
        List<Progress.Flow> flows = now.flows();
        String summary = String.join(", ", facts(now));
        if (flows.isEmpty()) {
            return summary;
        }
        Progress.Flow longest = flows.stream()
            .max((one, other) -> Long.compare(one.size() - one.position(), other.size() - other.position()))
            .orElseThrow();
        return "%s; fetching %s, the longest %s (%s of %s)".formatted(summary,
                Quantities.count(flows.size(), "layer", "layers"), longest.name(), Quantities.bytes(longest.position()),
                Quantities.bytes(longest.size()));
    }

    /**
     * A line with the whole, and below it one for each transfer, as far as there is room.
     * No line has more characters than there are columns.
     */
    List<String> lines(int rows, int columns) {
        Progress.Snapshot now = this.progress.snapshot();
        List<String> lines = new ArrayList<>();
        lines.add(fit(head(now, columns), columns));
        now.flows()
            .stream()
            .limit(Math.max(0, Math.min(MAX_TRANSFERS, rows - 1)))
            .forEach((flow) -> lines.add(fit(line(flow, columns), columns)));
        return lines;
    }

    private String head(Progress.Snapshot now, int columns) {
        String text = String.join(", ", facts(now));
        int room = Math.min(LONGEST_BAR, columns - text.length() - 3);
        if (!now.isListed() || room < SHORTEST_BAR) {
            return text;
        }
        int filled = (now.repositories() == 0) ? room : (int) (room * now.allDone() / now.repositories());
        return "[%s%s] %s".formatted("=".repeat(filled), " ".repeat(room - filled), text);
    }

    private List<String> facts(Progress.Snapshot now) {
        if (!now.isListed()) {
            return List.of("Listing repositories");
        }
        List<String> facts = new ArrayList<>();
        facts.add("%d of %s %s".formatted(now.allDone(),
                Quantities.count(now.repositories(), "repository", "repositories"), this.work));
        if (now.failed() > 0) {
            facts.add("%d failed".formatted(now.failed()));
        }
        long rate = this.throughput.at(now.elapsed(), now.fetched());
        if (now.fetched() > 0) {
            facts.add("%s fetched".formatted(Quantities.bytes(now.fetched())));
            facts.add(Quantities.bytes(rate) + "/s");
        }
        if (now.elapsed().compareTo(SOON) > 0 && now.left() > 0 && now.done() > 0) {
            facts.add("about %s left".formatted(Quantities.duration(left(now, rate))));
        }
        return facts;
    }

    // As long per repository as until now, and not less than what is on its way takes.
    private static Duration left(Progress.Snapshot now, long rate) {
        Duration bySteps = now.elapsed().multipliedBy(now.left()).dividedBy(now.done());
        long missing = now.flows().stream().mapToLong((flow) -> Math.max(0, flow.size() - flow.position())).sum();
        Duration byBytes = (rate > 0) ? Duration.ofSeconds(missing / rate) : Duration.ZERO;
        return (bySteps.compareTo(byBytes) > 0) ? bySteps : byBytes;
    }

    private static String line(Progress.Flow flow, int columns) {
        String share = String.format(Locale.ROOT, "%3d %%", flow.percent());
        String bytes = "%s of %s".formatted(Quantities.bytes(flow.position()), Quantities.bytes(flow.size()));
        String right = (columns < 50) ? share : "%20s  %s".formatted(bytes, share);
        int room = columns - right.length() - 3;
        return (room < 1) ? right
                : "  %s %s".formatted(pad(shorten(flow.name(), Math.min(room, 60)), Math.min(room, 60)), right);
    }

    // The end of a name tells more than its beginning.
    private static String shorten(String name, int length) {
        if (name.length() <= length) {
            return name;
        }
        return (length <= 2) ? name.substring(0, length) : ".." + name.substring(name.length() - length + 2);
    }

    private static String pad(String text, int length) {
        return text + " ".repeat(length - text.length());
    }

    private static String fit(String line, int columns) {
        return (line.length() <= columns) ? line : line.substring(0, Math.max(0, columns));
    }

}
