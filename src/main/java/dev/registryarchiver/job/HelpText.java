package dev.registryarchiver.job;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;

/**
 * What {@code help} shows: an overview that fits a screen, a command, or every property.
 */
final class HelpText {

    private static final String PROGRAM = "java -jar registry-archiver.jar ";

    // What nearly everyone sets; the rest is for special registries and habits.
    private static final List<String> MOST_USED = List.of("registry.url", "credentials.username",
            "credentials.password", "catalog.include", "selection.platform", "archive.directory", "job.lanes", "output",
            "quiet");

    private final PropertyCatalog properties;

    private final PrintStream output;

    HelpText(PropertyCatalog properties, PrintStream output) {
        this.properties = properties;
        this.output = output;
    }

    /**
     * Prints what is asked for.
     * @param topic a command, the word {@code properties}, or nothing for the overview
     * @throws UsageException if there is no such topic
     */
    void print(List<String> topic) {
        if (topic.isEmpty()) {
            printOverview();
        }
        else if (topic.get(0).equals(Command.PROPERTIES)) {
            printProperties();
        }
        else {
            print(Command.of(topic.get(0)));
        }
    }

    private void printOverview() {
        this.output.println("""
                Registry Archiver saves the newest image of every repository of a container registry as a tar that
                'docker load' accepts.

                Usage: java -jar registry-archiver.jar [command] [--property=value ...]

                Commands (without one: archive)""");
        printTable(Arrays.asList(Command.values()),
                List.of(column().with(Command::usage), column().maxWidth(84).with(Command::summary)));
        this.output.println("""

                Most used properties ('help properties' shows all)""");
        printTable(MOST_USED.stream().flatMap((name) -> this.properties.find(name).stream()).toList());
        this.output.println("""

                Exit codes
                  0  every repository is saved, unchanged or has nothing to save
                  1  the run could not go on; run again      3  wrong configuration, credentials or usage
                  2  some repositories failed; run 'retry'   4  another process holds the job state; try later
                     (verify: some archives are not right; restore: some are not pushed)
                  5  the time of job.deadline is over; the next run continues
                  143, 130  stopped by SIGTERM or SIGINT; the next run continues

                Examples
                  java -jar registry-archiver.jar --registry.url=https://registry.example.com --credentials.username=ci
                  java -jar registry-archiver.jar list --catalog.include=team/**
                  java -jar registry-archiver.jar retry --quiet""");
    }

    private void printProperties() {
        this.output.println("""
                Each can be given as --name=value, in config/application.yaml, as an environment variable such as
                REGISTRY_URL for registry.url, or as a file in /run/secrets/registry-archiver named after it.
                """);
        printTable(this.properties.properties());
    }

    private void print(Command command) {
        this.output.println("Usage: " + PROGRAM + command.usage() + " [--property=value ...]");
        this.output.println();
        this.output.println(command.description());
        List<PropertyCatalog.Property> concerned = this.properties.properties()
            .stream()
            .filter((property) -> command.properties().stream().anyMatch(property::isIn))
            .toList();
        if (!concerned.isEmpty()) {
            this.output.println();
            this.output.println("Properties that matter here ('help properties' shows all)");
            printTable(concerned);
        }
        this.output.println();
        this.output.println("Example");
        this.output.println("  " + PROGRAM + command.example());
    }

    private void printTable(List<PropertyCatalog.Property> properties) {
        printTable(properties,
                List.of(column().with((PropertyCatalog.Property property) -> "--" + property.name()),
                        column().maxWidth(22).with(PropertyCatalog.Property::defaultValue),
                        column().maxWidth(72).with(PropertyCatalog.Property::description)));
    }

    // Without the blanks that fill the last column, which wrap on narrow terminals.
    private <T> void printTable(List<T> rows, List<ColumnData<T>> columns) {
        AsciiTable.getTable(AsciiTable.NO_BORDERS, rows, columns)
            .lines()
            .map((line) -> " " + line.stripTrailing())
            .forEach(this.output::println);
    }

    private static Column column() {
        return new Column().dataAlign(HorizontalAlign.LEFT);
    }

}
