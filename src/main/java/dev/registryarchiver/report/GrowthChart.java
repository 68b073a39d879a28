package dev.registryarchiver.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;

import dev.registryarchiver.inventory.RunRecord;

/**
 * One number over the last runs, as bars from the oldest to the newest.
 *
 * @param title what is measured
 * @param newest the number of the newest run
 * @param most the largest number
 * @param bars the bars
 */
record GrowthChart(String title, String newest, String most, List<Bar> bars) {

    static final int WIDTH = 300;

    static final int HEIGHT = 60;

    // So that two runs are not two walls.
    private static final int LEAST_SLOTS = 12;

    /**
     * A chart of runs, which are given newest first.
     * @param words how the number is shown
     */
    static GrowthChart of(String title, List<RunRecord> runs, ToLongFunction<RunRecord> number,
            LongFunction<String> words) {
        long most = runs.stream().mapToLong(number).max().orElse(0);
        double slot = (double) WIDTH / Math.max(LEAST_SLOTS, runs.size());
        List<Bar> bars = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            RunRecord run = runs.get(runs.size() - 1 - i);
            long value = number.applyAsLong(run);
            // A number that is not zero is to be seen.
            double height = (value == 0) ? 0 : Math.max(1.5, (double) HEIGHT * value / most);
            bars.add(new Bar(decimal(i * slot), decimal(HEIGHT - height), decimal(slot * 0.75), decimal(height),
                    "%s: %s".formatted(HtmlPage.time(run.run().started()), words.apply(value)), i == runs.size() - 1));
        }
        return new GrowthChart(title, runs.isEmpty() ? "" : words.apply(number.applyAsLong(runs.get(0))),
                words.apply(most), bars);
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    /** One run. */
    record Bar(String x, String y, String width, String height, String words, boolean newest) {
    }

}
