package dev.registryarchiver.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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
import dev.registryarchiver.real.NginxServer;
import dev.registryarchiver.real.Tools;

/**
 * Measures the built program against a floor of four keep-alive {@code curl}s that fetch
 * exactly what is needed into plain files, on a local {@code docker-registry}. Both take
 * turns in every round, for a first night and, where there is more than one image, for a
 * second one in which nothing changed. Where {@code skopeo} is installed it inspects and
 * copies the same images in the first round. Medians are printed as a table in Markdown,
 * with what the registry counted.
 *
 * <p>
 * Arguments: {@code rounds=5}, {@code directory=target/benchmark}, {@code java=} the
 * command that starts Java, and names of workloads; all of them when none is named.
 */
public final class Benchmark {

    private static final int CURLS = 4;

    private static final String ACCEPT = "Accept: application/vnd.oci.image.manifest.v1+json";

    // It starts a process for each tag.
    private static final int MOST_FOR_SKOPEO = 1000;

    private static final String JAVA = "java -Xmx256m";

    private static final Path JAR = Path.of("target/registry-archiver.jar");

    private final Path directory;

    private final int rounds;

    private final String java;

    private Benchmark(Path directory, int rounds, String java) {
        this.directory = directory;
        this.rounds = rounds;
        this.java = java;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Path directory = Path.of("target/benchmark");
        int rounds = 5;
        String java = JAVA;
        List<Workload> workloads = new ArrayList<>();
        for (String arg : args) {
            if (arg.startsWith("rounds=")) {
                rounds = Integer.parseInt(arg.substring("rounds=".length()));
            }
            else if (arg.startsWith("directory=")) {
                directory = Path.of(arg.substring("directory=".length()));
            }
            else if (arg.startsWith("java=")) {
                java = arg.substring("java=".length());
            }
            else {
                workloads.add(Workload.valueOf(arg.toUpperCase(Locale.ROOT)));
            }
        }
        if (!Files.exists(JAR)) {
            throw new IllegalStateException("There is no " + JAR + " to measure; build it: mvn package -DskipTests");
        }
        System.out.printf("%s, %d processors, %s, Java %s, started with %s%n", System.getProperty("os.name"),
                Runtime.getRuntime().availableProcessors(), processor(), Runtime.version(), java);
        Benchmark benchmark = new Benchmark(directory.toAbsolutePath(), rounds, java);
        for (Workload workload : workloads.isEmpty() ? Arrays.asList(Workload.values()) : workloads) {
            benchmark.measure(workload);
        }
    }

    private void measure(Workload workload) throws IOException, InterruptedException {
        FileSystemUtils.deleteRecursively(this.directory);
        Files.createDirectories(this.directory);
        String metrics = "127.0.0.1:" + freePort();
        try (DockerRegistryServer registry = DockerRegistryServer.with()
            .set("log.accesslog.disabled", true)
            .set("http.debug.addr", metrics)
            .set("http.debug.prometheus.enabled", true)
            .start(); NginxServer line = NginxServer.before(registry).blobRate(workload.rate()).start()) {
            List<Image> images = new ArrayList<>();
            workload.seed(new RegistryStorage(registry.storage()), images);
            URI uri = workload.isLimited() ? line.uri() : registry.uri();
            Contest contest = new Contest(workload, uri, URI.create("http://" + metrics + "/metrics"), images);
            for (int round = 0; round < this.rounds; round++) {
                contest.play(round == 0);
            }
            contest.print();
        }
        finally {
            FileSystemUtils.deleteRecursively(this.directory);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The rounds of one workload. */
    private final class Contest {

        private final Workload workload;

        private final URI registry;

        private final URI metrics;

        private final List<Image> images;

        private final Path directory = Benchmark.this.directory;

        private final Path archives = this.directory.resolve("archives");

        private final Map<String, List<Measurement>> results = new LinkedHashMap<>();

        Contest(Workload workload, URI registry, URI metrics, List<Image> images) {
            this.workload = workload;
            this.registry = registry;
            this.metrics = metrics;
            this.images = images;
        }

        void play(boolean first) throws IOException, InterruptedException {
            // Hashing is part of the floor where it is most of the work.
            measure("floor", floor(Workload.firstNight(this.images), this.workload == Workload.LARGE));
            FileSystemUtils.deleteRecursively(floorFiles());
            measure("program", program());
            if (this.images.size() > 1) {
                measure("floor, second night", floor(Workload.unchangedNight(this.images), false));
                FileSystemUtils.deleteRecursively(floorFiles());
                measure("program, second night", program());
            }
            FileSystemUtils.deleteRecursively(this.archives);
            if (first && this.images.size() <= MOST_FOR_SKOPEO && Tools.find("skopeo").isPresent()) {
                measure("skopeo, one round", skopeo());
                FileSystemUtils.deleteRecursively(this.directory.resolve("skopeo"));
            }
            measure("program, nothing to do", program() + " --catalog.include=no/such");
            FileSystemUtils.deleteRecursively(this.archives);
        }

        private String program() {
            return "%s -jar %s --quiet --registry.url=%s --archive.directory=%s".formatted(Benchmark.this.java, JAR,
                    this.registry, this.archives);
        }

        private Path floorFiles() {
            return this.directory.resolve("floor");
        }

        private void measure(String name, String command) throws IOException, InterruptedException {
            Measurement measurement = Measurement.of(command, this.directory.resolve("log"), this.metrics);
            this.results.computeIfAbsent(name, (unknown) -> new ArrayList<>()).add(measurement);
        }

        // The largest first, each to the connection with least to do.
        private String floor(List<Exchange> exchanges, boolean hashed) throws IOException {
            Path files = Files.createDirectories(floorFiles());
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
                    .append("url = \"%s%s\"\noutput = \"%s\"\nheader = \"%s\"\nsilent\nfail\n%snext\n".formatted(
                            this.registry, exchange.path(), files.resolve(String.valueOf(number++)), ACCEPT,
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
            return command.toString();
        }

        private String skopeo() throws IOException {
            Map<String, Image> newest = this.images.stream()
                .collect(Collectors.toMap(Image::repository, (image) -> image, (a, b) -> b, LinkedHashMap::new));
            Path script = this.directory.resolve("skopeo.sh");
            Files.createDirectories(this.directory.resolve("skopeo"));
            StringBuilder lines = new StringBuilder("set -e\n");
            int number = 0;
            for (Image image : newest.values()) {
                this.images.stream()
                    .filter((each) -> each.repository().equals(image.repository()))
                    .forEach((each) -> lines.append("skopeo inspect --tls-verify=false docker://%s/%s:%s >/dev/null\n"
                        .formatted(this.registry.getAuthority(), each.repository(), each.tag())));
                lines.append("skopeo copy -q --src-tls-verify=false docker://%s/%s:%s oci-archive:%s.tar\n".formatted(
                        this.registry.getAuthority(), image.repository(), image.tag(),
                        this.directory.resolve("skopeo/" + number++)));
            }
            Files.writeString(script, lines);
            return "sh " + script;
        }

        void print() {
            System.out.printf("%n**%s**, %d rounds%n%n", this.workload.description(), Benchmark.this.rounds);
            System.out.println("| | Wall s | to floor | CPU s | to floor | Peak MiB | Requests | Bytes |");
            System.out.println("| --- | --: | --: | --: | --: | --: | --: | --: |");
            this.results.forEach((name, measurements) -> {
                List<Measurement> floor = of(this.results, name.contains("second") ? "floor, second night" : "floor");
                System.out.printf(Locale.ROOT, "| %s | %.2f | %.2f | %.2f | %.2f | %.0f | %.0f | %.0f |%n", name,
                        median(measurements, Measurement::wallSeconds),
                        ratio(measurements, floor, Measurement::wallSeconds),
                        median(measurements, Measurement::cpuSeconds),
                        ratio(measurements, floor, Measurement::cpuSeconds),
                        median(measurements, Measurement::peakMegabytes),
                        median(measurements, (each) -> each.served().requests()),
                        median(measurements, (each) -> each.served().bytes()));
            });
            double startUp = median(of(this.results, "program, nothing to do"), Measurement::wallSeconds);
            System.out.printf(Locale.ROOT, "%nWithout start-up the program takes %.2f times the floor.%n",
                    (median(of(this.results, "program"), Measurement::wallSeconds) - startUp)
                            / median(of(this.results, "floor"), Measurement::wallSeconds));
        }

    }

    private static String processor() throws IOException {
        Path description = Path.of("/proc/cpuinfo");
        if (!Files.exists(description)) {
            return System.getProperty("os.arch");
        }
        return Files.readAllLines(description)
            .stream()
            .filter((line) -> line.startsWith("model name"))
            .map((line) -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse(System.getProperty("os.arch"));
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
