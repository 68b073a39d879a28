package dev.registryarchiver.report;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.registryarchiver.inventory.RunId;

/**
 * The directory of reports: one of each kind per run, and a copy of the newest under the
 * name {@code latest}. Files appear whole or not at all.
 */
final class ReportFiles {

    private static final Pattern OF_A_RUN = Pattern
        .compile("^(\\d{8}T\\d{6}\\.\\d{3}Z)\\.(?:json|html)(?:\\.partial)?$");

    private final Path directory;

    ReportFiles(Path directory) {
        this.directory = directory;
    }

    Path latest(String kind) {
        return this.directory.resolve("latest." + kind);
    }

    void write(RunId run, String kind, Content content) throws IOException {
        Files.createDirectories(this.directory);
        Path report = this.directory.resolve(run + "." + kind);
        Path unfinished = this.directory.resolve(run + "." + kind + ".partial");
        try (OutputStream output = new BufferedOutputStream(Files.newOutputStream(unfinished))) {
            content.write(output);
            output.close();
            Files.move(unfinished, report, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            Files.copy(report, unfinished, StandardCopyOption.REPLACE_EXISTING);
            Files.move(unfinished, latest(kind), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        finally {
            Files.deleteIfExists(unfinished);
        }
    }

    /** Deletes the reports of all but the newest runs; other files are left alone. */
    void prune(int runsKept) throws IOException {
        if (!Files.isDirectory(this.directory)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> listed = Files.list(this.directory)) {
            files = listed.toList();
        }
        Set<String> kept = new HashSet<>(files.stream()
            .map(ReportFiles::run)
            .filter((run) -> !run.isEmpty())
            .distinct()
            .sorted(Comparator.reverseOrder())
            .limit(runsKept)
            .toList());
        for (Path file : files) {
            if (!run(file).isEmpty() && !kept.contains(run(file))) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static String run(Path file) {
        Matcher matcher = OF_A_RUN.matcher(file.getFileName().toString());
        return matcher.matches() ? matcher.group(1) : "";
    }

    /** What a report consists of. */
    @FunctionalInterface
    interface Content {

        void write(OutputStream output) throws IOException;

    }

}
