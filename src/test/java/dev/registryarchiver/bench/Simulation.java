package dev.registryarchiver.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.springframework.util.FileSystemUtils;

import dev.registryarchiver.RegistryArchiverApplication;
import dev.registryarchiver.fake.GeneratedRegistry;

/**
 * Shows how time, memory and state grow with the number of repositories and shards: two
 * nights of the program, as processes of their own, against a registry that is made up
 * while it is asked. Shards run one after the other, as they would on machines of their
 * own. Prints a Markdown table.
 *
 * <p>
 * Arguments: {@code repositories=1000,10000}, {@code shards=1,4}, {@code tags=2},
 * {@code heap=256m} and {@code directory=target/simulation}.
 */
public final class Simulation {

    private static final Pattern COLLECTION = Pattern.compile("->(\\d+)M\\(");

    private static final double MEGABYTE = 1 << 20;

    private final Path directory;

    private final String heap;

    private Simulation(Path directory, String heap) {
        this.directory = directory;
        this.heap = heap;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Path directory = Path.of(argument(args, "directory", "target/simulation")).toAbsolutePath();
        Simulation simulation = new Simulation(directory, argument(args, "heap", "256m"));
        int tags = Integer.parseInt(argument(args, "tags", "2"));
        System.out.printf("%d tags each, -Xmx%s, %d processors, Java %s%n%n", tags, simulation.heap,
                Runtime.getRuntime().availableProcessors(), Runtime.version().feature());
        System.out.println(
                """
                        | Repositories | Shards | Night | Wall s | CPU s | Resident MB | Heap MB | State MB | HTML MB | JSON MB | Requests |
                        | ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |""");
        for (int repositories : numbers(argument(args, "repositories", "1000,10000"))) {
            for (int shards : numbers(argument(args, "shards", "1,4"))) {
                simulation.play(repositories, tags, shards);
            }
        }
    }

    private void play(int repositories, int tags, int shards) throws IOException, InterruptedException {
        FileSystemUtils.deleteRecursively(this.directory);
        Files.createDirectories(this.directory);
        try (GeneratedRegistry registry = new GeneratedRegistry(repositories, tags)) {
            for (String night : List.of("first", "unchanged")) {
                long before = registry.requests();
                List<Shard> results = new ArrayList<>();
                for (int shard = 0; shard < shards; shard++) {
                    results.add(run(registry, shard, shards));
                }
                print(repositories, shards, night, results, registry.requests() - before);
            }
        }
        FileSystemUtils.deleteRecursively(this.directory);
    }

    private Shard run(GeneratedRegistry registry, int shard, int shards) throws IOException, InterruptedException {
        Path collections = this.directory.resolve("collections");
        Path archives = this.directory.resolve("archives");
        Measurement measurement = Measurement
            .of("%s -Xmx%s -Xlog:gc:file=%s:none:filecount=0 -cp %s %s --quiet --registry.url=%s --archive.directory=%s --job.shard=%d/%d"
                .formatted(Path.of(System.getProperty("java.home"), "bin", "java"), this.heap, collections,
                        System.getProperty("java.class.path"), RegistryArchiverApplication.class.getName(),
                        registry.uri(), archives, shard, shards),
                    this.directory.resolve("log"));
        Path state = archives.resolve((shards > 1) ? ".state/shard-%d-of-%d".formatted(shard, shards) : ".state");
        return new Shard(measurement, heapAfterCollection(collections),
                megabytes(state.resolve("registry-archiver.mv.db")), megabytes(state.resolve("reports/latest.html")),
                megabytes(state.resolve("reports/latest.json")));
    }

    private static void print(int repositories, int shards, String night, List<Shard> results, long requests) {
        System.out.printf(Locale.ROOT, "| %,d | %d | %s | %.0f | %.0f | %.0f | %.0f | %.1f | %.1f | %.1f | %,d |%n",
                repositories, shards, night, max(results.stream().map((shard) -> shard.process().wallSeconds())),
                results.stream().mapToDouble((shard) -> shard.process().cpuSeconds()).sum(),
                max(results.stream().map((shard) -> (double) shard.process().peakMegabytes())),
                max(results.stream().map(Shard::heap)), max(results.stream().map(Shard::state)),
                max(results.stream().map(Shard::page)), max(results.stream().map(Shard::json)), requests);
    }

    // What is in use right after a collection; before it, there is garbage of any amount.
    private static double heapAfterCollection(Path log) throws IOException {
        return COLLECTION.matcher(Files.readString(log))
            .results()
            .map(MatchResult::group)
            .mapToDouble((text) -> Double.parseDouble(text.replaceAll("\\D", "")))
            .max()
            .orElse(0);
    }

    private static double megabytes(Path file) throws IOException {
        return Files.size(file) / MEGABYTE;
    }

    private static double max(Stream<Double> figures) {
        return figures.mapToDouble(Double::doubleValue).max().orElse(0);
    }

    private static int[] numbers(String list) {
        return Arrays.stream(list.split(",")).mapToInt(Integer::parseInt).toArray();
    }

    private static String argument(String[] args, String name, String otherwise) {
        return Arrays.stream(args)
            .filter((arg) -> arg.startsWith(name + "="))
            .map((arg) -> arg.substring(name.length() + 1))
            .findFirst()
            .orElse(otherwise);
    }

    /** What one process used, and what it left in megabytes. */
    private record Shard(Measurement process, double heap, double state, double page, double json) {
    }

}
