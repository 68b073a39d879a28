package dev.registryarchiver.job;

import java.io.PrintStream;
import java.util.List;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;

/** What {@code --help} shows. */
final class HelpText {

    private final PropertyCatalog properties;

    HelpText(PropertyCatalog properties) {
        this.properties = properties;
    }

    void print(PrintStream output) {
        output.println("""
                Registry Archiver saves the newest image of every repository of a container registry as a tar that
                'docker load' accepts.

                Usage: java -jar registry-archiver.jar [command] [--property=value ...]

                Commands (without one: archive)""");
        for (Command command : Command.values()) {
            output.printf("  %-18s %s%n", (command.word() + " " + command.operands().placeholder()).strip(),
                    command.summary());
        }
        output.println("""

                Properties (also from config/application.yaml, environment variables such as REGISTRY_URL, and files in
                /run/secrets/registry-archiver named after the property)""");
        output.println(AsciiTable.getTable(AsciiTable.NO_BORDERS, this.properties.properties(), List.of(
                new Column().dataAlign(HorizontalAlign.LEFT).with((PropertyCatalog.Property p) -> "--" + p.name()),
                new Column().dataAlign(HorizontalAlign.LEFT).maxWidth(22).with(PropertyCatalog.Property::defaultValue),
                new Column().dataAlign(HorizontalAlign.LEFT)
                    .maxWidth(72)
                    .with(PropertyCatalog.Property::description))));
        output.println("""

                Exit codes
                  0        every repository is saved, unchanged or has nothing to save
                  1        the run could not go on; run again
                  2        the run finished, some repositories failed; run 'retry'
                  3        wrong configuration, refused credentials or wrong usage
                  4        another process holds the job state; try later
                  143, 130 stopped by SIGTERM or SIGINT; the next run continues

                Examples
                  java -jar registry-archiver.jar --registry.url=https://registry.example.com --credentials.username=ci
                  java -jar registry-archiver.jar list --catalog.include=team/**
                  java -jar registry-archiver.jar retry""");
    }

}
