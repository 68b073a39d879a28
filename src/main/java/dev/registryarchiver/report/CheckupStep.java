package dev.registryarchiver.report;

import java.util.List;

/**
 * One step of a checkup.
 *
 * @param name what was tried, in a word
 * @param result how it ended
 * @param detail what was found, or what went wrong and what to do
 * @param notes what happened meanwhile, each a line
 */
public record CheckupStep(String name, Result result, String detail, List<String> notes) {

    public CheckupStep {
        notes = List.copyOf(notes);
    }

    /** How a step ended. */
    public enum Result {

        /** As it should. */
        OK("ok"),

        /** A run would work, but perhaps not as meant. */
        WARNING("warning"),

        /** A run would fail here. */
        FAILED("FAILED"),

        /** An earlier step left nothing to try. */
        NOT_TRIED("not tried");

        private final String words;

        Result(String words) {
            this.words = words;
        }

        String words() {
            return this.words;
        }

    }

}
