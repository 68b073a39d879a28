package dev.registryarchiver.job;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import dev.registryarchiver.image.Printable;

/**
 * What the program can be asked to do, and all that {@code help} tells of it: a new
 * command needs an entry here, and a bean of the type {@link Action} with its word as
 * name.
 */
enum Command {

    ARCHIVE("lists repositories and archives the newest image of each; continues an unfinished run", Operands.NONE,
            StateUse.OWNER, EnumSet.of(OutputFormat.TEXT, OutputFormat.JSON), """
                    Asks the registry for all its repositories, finds the newest image of each by when it was built, and
                    saves it as one tar in archive.directory. What is there already is not fetched again. A run that was
                    killed or stopped, with the same registry and the same catalog.* and selection.*, is continued when
                    it is younger than job.resume-within.""",
            List.of("registry", "credentials", "catalog", "selection", "archive", "job", "output", "quiet"),
            "archive --registry.url=https://registry.example.com --catalog.exclude=attic/**"),

    RETRY("works on what failed or was left undone in the last run", Operands.NONE, StateUse.OWNER,
            EnumSet.of(OutputFormat.TEXT, OutputFormat.JSON), """
                    Works on the repositories of the last run that failed or were not reached, and on nothing else; the
                    registry is not listed again. Give the same properties as for that run. Without anything to retry it
                    says so and succeeds.""", List.of("registry", "credentials", "archive", "job", "output", "quiet"),
            "retry --registry.url=https://registry.example.com"),

    LIST("shows what would be archived and why; writes nothing", Operands.NONE, StateUse.READER,
            EnumSet.allOf(OutputFormat.class), """
                    Makes the same decisions as a run and shows them: the image chosen of each repository, which date
                    decided, what came second, what was ignored and why, what a run would have to fetch and the room it
                    needs. It reads a copy of the job state, so it neither waits for a run nor disturbs one.""",
            List.of("registry", "credentials", "catalog", "selection", "archive.directory", "output"),
            "list --catalog.include=team/** --output=csv > images.csv"),

    HISTORY("shows the last runs and what each did; needs no registry", Operands.NONE, StateUse.READER,
            EnumSet.of(OutputFormat.TEXT, OutputFormat.JSON), """
                    Shows the runs that the job state remembers, newest first: how each ended, how long it worked, what
                    became of the repositories, what was fetched, and what the archive directory held at its end. It
                    reads a copy of the job state, so it neither waits for a run nor disturbs one.""",
            List.of("archive.directory", "job.shard", "output"), "history --archive.directory=/var/backups/images"),

    VERIFY("reads archives again and checks every byte; what is damaged is set aside", Operands.ANY_ARCHIVES,
            StateUse.READER, EnumSet.of(OutputFormat.TEXT),
            """
                    Reads the named archives, or all in archive.directory, from the first byte to the last: headers,
                    documents, the digest of every blob, and that nothing is missing or left over. A damaged archive of
                    that directory is renamed to .tar.damaged, and the next run fetches it again; files of others are
                    left alone. It needs no registry, and does not wait for a run unless something has to be renamed.""",
            List.of("archive.directory", "verify", "quiet"), "verify --verify.diff-ids"),

    RESTORE("pushes archives to a registry, each under the name it had; what is there is not pushed again",
            Operands.ARCHIVES, StateUse.READER, EnumSet.of(OutputFormat.TEXT, OutputFormat.JSON), """
                    Pushes the named archives, or all below a named directory, to registry.url: every digest stays what
                    it was, and repository and tags are those of the archive unless restore.to or restore.prefix say
                    otherwise. Blobs that are there are not sent, and those of another repository are mounted. A damaged
                    archive is not published. A tag that points at another image is left alone unless
                    restore.overwrite is set. It needs no job state; after a kill the same command pushes the rest.""",
            List.of("registry", "credentials", "restore", "output", "quiet"),
            "restore /archives --registry.url=https://registry.example.com --restore.prefix=mirror"),

    INSPECT("shows what is known of one image of any registry, without fetching layers", Operands.REFERENCE,
            StateUse.READER, EnumSet.of(OutputFormat.TEXT, OutputFormat.JSON),
            """
                    Shows digest, platforms, dates, settings, history and layers of one image. References are read as
                    docker reads them; without a host they mean registry.url, or Docker Hub when that is not set. Another
                    registry is asked with what the docker or podman config has for it. The flag --digest prints nothing
                    but the digest, which takes one request.""",
            List.of("registry", "credentials", "selection.platform", "output"),
            "inspect registry.example.com/team/app:1.2 --output=json"),

    DOCTOR("tries step by step what a run needs, and says in words what is wrong; changes nothing", Operands.NONE,
            StateUse.READER, EnumSet.of(OutputFormat.TEXT),
            """
                    Reaches the registry, looks at TLS and the clock, is let in, lists, resolves one repository and reads
                    a piece of one layer; then looks at the archive directory and the job state. Each step is a line with
                    what was found or what is to be done, and below it every request with its outcome. The exit code is
                    the one that a run would end with.""",
            List.of("registry", "credentials", "catalog", "selection", "transport", "archive.directory"),
            "doctor --registry.url=https://registry.example.com"),

    HELP("shows commands, properties and exit codes; 'help COMMAND' tells more of one, 'help properties' all properties",
            Operands.TOPIC, StateUse.READER, EnumSet.of(OutputFormat.TEXT), """
                    Shows an overview, what a command does and which properties concern it, or all properties.""",
            List.of(), "help properties");

    /** What {@code help} knows besides the commands. */
    static final String PROPERTIES = "properties";

    private final String summary;

    private final Operands operands;

    private final StateUse stateUse;

    private final Set<OutputFormat> formats;

    private final String description;

    private final List<String> properties;

    private final String example;

    /**
     * A command.
     * @param summary what it does, in a line
     * @param operands what is typed behind it
     * @param stateUse how it treats the job state
     * @param formats how its results can be printed
     * @param description what it does, in lines of at most 100 characters
     * @param properties names or sections of the properties that concern it
     * @param example what can be typed behind the program's name
     */
    Command(String summary, Operands operands, StateUse stateUse, Set<OutputFormat> formats, String description,
            List<String> properties, String example) {
        this.summary = summary;
        this.operands = operands;
        this.stateUse = stateUse;
        this.formats = formats;
        this.description = description;
        this.properties = properties;
        this.example = example;
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

    String description() {
        return this.description;
    }

    List<String> properties() {
        return this.properties;
    }

    String example() {
        return this.example;
    }

    /** Options without a value that only this command knows. */
    Set<String> flags() {
        return (this == INSPECT) ? Set.of(CommandLine.DIGEST) : Set.of();
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The word and what is typed behind it. */
    String usage() {
        return (word() + " " + this.operands.placeholder()).strip();
    }

    /**
     * Makes sure that this command can print its results in a format.
     * @throws UsageException if it cannot
     */
    void require(OutputFormat format) {
        if (!this.formats.contains(format)) {
            throw new UsageException("output is '%s'; '%s' prints only %s.".formatted(format.word(), word(),
                    this.formats.stream().map(OutputFormat::word).collect(Collectors.joining(" or "))));
        }
    }

    static Command of(String word) {
        return Arrays.stream(values())
            .filter((command) -> command.word().equals(word))
            .findFirst()
            .orElseThrow(
                    () -> new UsageException("'%s' is not a command%s Commands are: %s.".formatted(Printable.of(word),
                            Suggestion.among(words(), Printable.of(word)), String.join(", ", words()))));
    }

    /** The words of all commands. */
    static List<String> words() {
        return Arrays.stream(values()).map(Command::word).toList();
    }

    /** What may be typed behind a command. */
    enum Operands {

        NONE("", 0, 0), REFERENCE("REFERENCE", 1, 1), ARCHIVES("ARCHIVE...", 1, Integer.MAX_VALUE),
        ANY_ARCHIVES("[ARCHIVE...]", 0, Integer.MAX_VALUE), TOPIC("[COMMAND]", 0, 1);

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
