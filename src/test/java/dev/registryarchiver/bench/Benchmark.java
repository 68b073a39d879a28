package dev.registryarchiver.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.springframework.util.FileSystemUtils;

import dev.registryarchiver.bench.RegistryStorage.Image;
import dev.registryarchiver.bench.Workload.Exchange;
import dev.registryarchiver.real.DockerRegistryServer;
import dev.registryarchiver.real.Tools;

/**
 * Measures the built program against a floor of four keep-alive {@code curl}s that fetch
 * exactly what is needed into plain files, on a local {@code docker-registry}; where
 * {@code skopeo} is installed it copies the same images. All take turns in every round,
 * and the medians are printed with their ratios to the floor.
 *
 * <p>
 * Arguments: {@code rounds=5}, {@code directory=target/benchmark}, and names of
 * workloads; all of them when none is named.
 */
public final class Benchmark {

    private static final int CURLS = 4;

    private static final String ACCEPT = "Accept: application/vnd.oci.image.manifest.v1+json";

    private static final Path JAR = Path.of("target/registry-archiver.jar");

    private final Path directory;

    private final int rounds;

    private Benchmark(Path directory, int rounds) {
        this.directory = directory;
        this.rounds = rounds;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Path directory = Path.of("target/benchmark");
        int rounds = 5;
        List<Workload> workloads = new ArrayList<>();
        for (String arg : args) {
            if (arg.startsWith("rounds=")) {
                rounds = Integer.parseInt(arg.substring("rounds=".length()));
            }
            else if (arg.startsWith("directory=")) {
                directory = Path.of(arg.substring("directory=".length()));
            }
            else {
                workloads.add(Workload.valueOf(arg.toUpperCase(Locale.ROOT)));
            }
        }
        if (!Files.exists(JAR)) {
            throw new IllegalStateException("There is no " + JAR + " to measure; build it: mvn package -DskipTests");
        }
        Benchmark benchmark = new Benchmark(directory.toAbsolutePath(), rounds);
        for (Workload workload : workloads.isEmpty() ? Arrays.asList(Workload.values()) : workloads) {
            benchmark.measure(workload);
        }
    }

    private void measure(Workload workload) throws IOException, InterruptedException {
        FileSystemUtils.deleteRecursively(this.directory);
        Files.createDirectories(this.directory);
        try (DockerRegistryServer registry = DockerRegistryServer.with()
            .set("log.accesslog.disabled", true)
            .set("log.level", "info")
            .start()) {
            List<Image> images = new ArrayList<>();
            workload.seed(new RegistryStorage(registry.storage()), images);
            Map<String, List<Measurement>> results = new LinkedHashMap<>();
            for (int round = 0; round < this.rounds; round++) {
                play(workload, registry.uri(), images, results);
            }
            print(workload, results);
        }
        FileSystemUtils.deleteRecursively(this.directory);
    }

    private void play(Workload workload, URI registry, List<Image> images, Map<String, List<Measurement>> results)
            throws IOException, InterruptedException {
        // Hashing is part of the floor where it is most of the work.
        boolean hashed = workload == Workload.LARGE;
        Path archives = this.directory.resolve("archives");
        String program = "java -Xmx256m -jar %s --quiet --registry.url=%s --archive.directory=".formatted(JAR,
                registry);
        add(results, "floor", floor(registry, Workload.firstNight(images), hashed));
        add(results, "program", Measurement.of(program + archives, log()));
        if (!hashed) {
            add(results, "floor, unchanged", floor(registry, Workload.unchangedNight(images), false));
            add(results, "program, unchanged", Measurement.of(program + archives, log()));
        }
        FileSystemUtils.deleteRecursively(archives);
        if (Tools.find("skopeo").isPresent()) {
            add(results, "skopeo", Measurement.of(skopeo(registry, images), log()));
            FileSystemUtils.deleteRecursively(this.directory.resolve("skopeo"));
        }
        add(results, "program, nothing to do",
                Measurement.of(program + archives + " --catalog.include=no/such", log()));
        FileSystemUtils.deleteRecursively(archives);
    }

    // The largest first, each to the connection with least to do.
    private Measurement floor(URI registry, List<Exchange> exchanges, boolean hashed)
            throws IOException, InterruptedException {
        Path files = Files.createDirectories(this.directory.resolve("floor"));
        List<StringBuilder> scripts = IntStream.range(0, CURLS).mapToObj((curl) -> new StringBuilder()).toList();
        long[] load = new long[CURLS];
        int number = 0;
        for (Exchange exchange : exchanges.stream()
            .sorted(Comparator.comparingLong(Exchange::bytes).reversed())
            .toList()) {
            int least = IntStream.range(0, CURLS)
                .boxed()
                .min(Comparator.comparingLong((curl) -> load[curl]))
                .orElseThrow();
            load[least] += exchange.bytes() + 100_000;
            scripts.get(least)
                .append("url = \"%s%s\"\noutput = \"%s\"\nheader = \"%s\"\nsilent\nfail\n%snext\n".formatted(registry,
                        exchange.path(), files.resolve(String.valueOf(number++)), ACCEPT,
                        exchange.head() ? "head\n" : ""));
        }
        StringBuilder command = new StringBuilder();
        for (int curl = 0; curl < CURLS; curl++) {
            Path script = this.directory.resolve("curl-" + curl);
            String text = scripts.get(curl).toString();
            Files.writeString(script, text.substring(0, Math.max(0, text.length() - "next\n".length())));
            command.append("curl -K ").append(script).append(" & ");
        }
        command.append("wait");
        if (hashed) {
            command.append("; openssl dgst -sha256 ")
                .append(files.resolve("0"))
                .append(' ')
                .append(files.resolve("1"))
                .append(" & openssl dgst -sha256 ")
                .append(files.resolve("2"))
                .append(' ')
                .append(files.resolve("3"))
                .append("; wait");
        }
        Measurement measurement = Measurement.of(command.toString(), log());
        FileSystemUtils.deleteRecursively(files);
        return measurement;
    }

    private String skopeo(URI registry, List<Image> images) throws IOException {
        Map<String, Image> newest = images.stream()
            .collect(Collectors.toMap(Image::repository, (image) -> image, (a, b) -> b, LinkedHashMap::new));
        Path script = this.directory.resolve("skopeo.sh");
        Files.createDirectories(this.directory.resolve("skopeo"));
        StringBuilder lines = new StringBuilder("set -e\n");
        int number = 0;
        for (Image image : newest.values()) {
            images.stream()
                .filter((each) -> each.repository().equals(image.repository()))
                .forEach((each) -> lines.append("skopeo inspect --tls-verify=false docker://%s/%s:%s >/dev/null\n"
                    .formatted(registry.getAuthority(), each.repository(), each.tag())));
            lines.append("skopeo copy -q --src-tls-verify=false docker://%s/%s:%s oci-archive:%s.tar\n".formatted(
                    registry.getAuthority(), image.repository(), image.tag(),
                    this.directory.resolve("skopeo/" + number++)));
        }
        Files.writeString(script, lines);
        return "sh " + script;
    }

    private Path log() {
        return this.directory.resolve("log");
    }

    private static void add(Map<String, List<Measurement>> results, String name, Measurement measurement) {
        results.computeIfAbsent(name, (first) -> new ArrayList<>()).add(measurement);
    }

    private void print(Workload workload, Map<String, List<Measurement>> results) {
        System.out.printf("%n%s, %d rounds, %d processors, Java %s%n", workload.description(), this.rounds,
                Runtime.getRuntime().availableProcessors(), Runtime.version().feature());
        System.out
            .println("| Who | Wall s | to floor | CPU s | to floor | Peak MB |\n| --- | --- | --- | --- | --- | --- |");
        double startUp = median(of(results, "program, nothing to do"), Measurement::wallSeconds);
        results.forEach((name, measurements) -> {
            List<Measurement> floor = results.getOrDefault(name.contains("unchanged") ? "floor, unchanged" : "floor",
                    List.of());
            System.out.printf(Locale.ROOT, "| %s | %.2f | %.2f | %.2f | %.2f | %.0f |%n", name,
                    median(measurements, Measurement::wallSeconds),
                    ratio(measurements, floor, Measurement::wallSeconds), median(measurements, Measurement::cpuSeconds),
                    ratio(measurements, floor, Measurement::cpuSeconds),
                    median(measurements, (each) -> each.peakMegabytes()));
        });
        List<Measurement> floor = of(results, "floor");
        System.out.printf(Locale.ROOT, "Without start-up the program takes %.2f times the floor.%n",
                (median(of(results, "program"), Measurement::wallSeconds) - startUp)
                        / median(floor, Measurement::wallSeconds));
    }

    private static List<Measurement> of(Map<String, List<Measurement>> results, String name) {
        return results.getOrDefault(name, List.of());
    }

    private static double ratio(List<Measurement> measurements, List<Measurement> floor,
            ToDoubleFunction<Measurement> figure) {
        return median(measurements, figure) / median(floor, figure);
    }

    private static double median(List<Measurement> measurements, ToDoubleFunction<Measurement> figure) {
        double[] sorted = measurements.stream().mapToDouble(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }

}
