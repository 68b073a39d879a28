package dev.registryarchiver.job;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import dev.registryarchiver.image.Printable;

/**
 * What was typed: a command and properties.
 *
 * @param command the command; {@code archive} when none was given
 * @param operands the words behind the command
 * @param properties the arguments of the form {@code --name=value}, for Spring Boot
 * @param flags options of the command itself, such as {@code --digest}
 * @param version whether only the version is asked for
 */
record CommandLine(Command command, List<String> operands, List<String> properties, Set<String> flags,
        boolean version) {

    /** Asks {@code inspect} for nothing but the digest. */
    static final String DIGEST = "--digest";

    /**
     * Parses the arguments.
     * @throws UsageException if there is an unknown command, too many or too few words
     * behind it, or an option without two dashes
     */
    static CommandLine of(String... arguments) {
        List<String> words = new ArrayList<>();
        List<String> properties = new ArrayList<>();
        boolean help = false;
        boolean version = false;
        for (String argument : arguments) {
            switch (argument) {
                case "--help", "-h" -> help = true;
                case "--version", "-V" -> version = true;
                // Spring Boot would take these for properties without a value.
                case "--quiet", "-q" -> properties.add("--quiet=true");
                case "--verify.diff-ids" -> properties.add("--verify.diff-ids=true");
                default -> (argument.startsWith("--") ? properties : words).add(argument);
            }
        }
        if (help) {
            return new CommandLine(Command.HELP, words.stream().limit(1).toList(), List.copyOf(properties), Set.of(),
                    version);
        }
        Command command = words.isEmpty() ? Command.ARCHIVE : Command.of(words.get(0));
        List<String> operands = words.stream().skip(1).toList();
        if (!command.operands().allow(operands.size())) {
            throw wrongOperands(command, words);
        }
        List<String> flags = properties.stream().filter(command.flags()::contains).toList();
        properties.removeAll(flags);
        return new CommandLine(command, operands, List.copyOf(properties), Set.copyOf(flags), version);
    }

    private static UsageException wrongOperands(Command command, List<String> words) {
        if (command.operands() == Command.Operands.NONE) {
            return new UsageException(
                    "One command at a time, not %s. Properties have the form --name=value; see --help."
                        .formatted(Arrays.toString(words.stream().map(Printable::of).toArray())));
        }
        return new UsageException(
                "Use: %s [--name=value ...]; see 'help %s'.".formatted(command.usage(), command.word()));
    }

}
