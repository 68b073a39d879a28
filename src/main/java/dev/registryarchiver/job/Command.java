package dev.registryarchiver.job;

import java.util.Arrays;
import java.util.Locale;

/** What the program can be asked to do. */
enum Command {

    ARCHIVE("lists repositories and archives the newest image of each; continues an unfinished run", Operands.NONE,
            StateUse.OWNER),

    RETRY("works on what failed or was left undone in the last run", Operands.NONE, StateUse.OWNER),

    LIST("shows what would be archived and why; writes nothing", Operands.NONE, StateUse.READER),

    HELP("shows this text", Operands.NONE, StateUse.READER);

    private final String summary;

    private final Operands operands;

    private final StateUse stateUse;

    Command(String summary, Operands operands, StateUse stateUse) {
        this.summary = summary;
        this.operands = operands;
        this.stateUse = stateUse;
    }

    String summary() {
        return this.summary;
    }

    Operands operands() {
        return this.operands;
    }

    StateUse stateUse() {
        return this.stateUse;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Command of(String word) {
        return Arrays.stream(values())
            .filter((command) -> command.word().equals(word))
            .findFirst()
            .orElseThrow(() -> new UsageException("'%s' is not a command%s Commands are: %s.".formatted(word,
                    Suggestion.among(Arrays.stream(values()).map(Command::word).toList(), word),
                    String.join(", ", Arrays.stream(values()).map(Command::word).toList()))));
    }

    /** What may be typed behind a command. */
    enum Operands {

        NONE("", 0, 0), REFERENCE("REFERENCE", 1, 1), ARCHIVES("ARCHIVE...", 1, Integer.MAX_VALUE);

        private final String placeholder;

        private final int least;

        private final int most;

        Operands(String placeholder, int least, int most) {
            this.placeholder = placeholder;
            this.least = least;
            this.most = most;
        }

        String placeholder() {
            return this.placeholder;
        }

        boolean allow(int count) {
            return count >= this.least && count <= this.most;
        }

    }

    /** How a command treats the job state. */
    enum StateUse {

        /** Holds it alone, recovers it and writes it. */
        OWNER,
        /** Looks at a copy, so that it neither writes anything nor waits for a run. */
        READER

    }

}
