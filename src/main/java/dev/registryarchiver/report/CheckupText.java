package dev.registryarchiver.report;

import java.io.PrintStream;
import java.util.List;

import dev.registryarchiver.image.Printable;

/** Prints a checkup, step by step as it goes on. */
public final class CheckupText {

    private final PrintStream output;

    public CheckupText(PrintStream output) {
        this.output = output;
    }

    /** Prints a step, and below it what happened meanwhile. */
    public void print(CheckupStep step) {
        this.output.printf("%-13s %-9s  %s%n", step.name(), step.result().words(), visible(step.detail()));
        step.notes().forEach((note) -> this.output.printf("%25s- %s%n", "", visible(note)));
    }

    /** Prints what all steps together mean. */
    public void printSummary(List<CheckupStep> steps) {
        long failed = count(steps, CheckupStep.Result.FAILED);
        long warnings = count(steps, CheckupStep.Result.WARNING);
        this.output.println();
        if (failed > 0) {
            this.output.printf("A run would not succeed: %s failed.%n", Quantities.count(failed, "step", "steps"));
        }
        else if (warnings > 0) {
            this.output.printf("A run would go through; %s worth reading.%n",
                    Quantities.count(warnings, "warning is", "warnings are"));
        }
        else {
            this.output.println("A run would find everything it needs.");
        }
    }

    private static long count(List<CheckupStep> steps, CheckupStep.Result result) {
        return steps.stream().filter((step) -> step.result() == result).count();
    }

    // Sentences are longer than what a server may put into one.
    private static String visible(String text) {
        StringBuilder visible = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            visible.append(visible.isEmpty() ? "" : " ").append(Printable.of(word));
        }
        return visible.toString();
    }

}
