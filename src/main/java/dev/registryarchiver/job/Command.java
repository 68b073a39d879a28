package dev.registryarchiver.job;

import java.util.Arrays;
import java.util.Locale;

/** What the program can be asked to do. */
enum Command {

    ARCHIVE("lists repositories and archives the newest image of each; continues an unfinished run"),

    RETRY("works on what failed or was left undone in the last run"),

    LIST("shows what would be archived and why; writes nothing"),

    HELP("shows this text");

    private final String summary;

    Command(String summary) {
        this.summary = summary;
    }

    String summary() {
        return this.summary;
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

}
