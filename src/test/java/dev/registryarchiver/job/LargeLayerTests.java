package dev.registryarchiver.job;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.registryarchiver.fake.Content;
import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.TestDocument;
import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.fake.TestLayer;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.MediaTypes;

import static org.assertj.core.api.Assertions.assertThat;

/** Layers that take long, and that do not fit into memory. */
class LargeLayerTests {

    private static final int MEBIBYTE = 1 << 20;

    // Too little for more than one connection.
    private static final int SIZE = 24 * MEBIBYTE;

    private static final int ENOUGH_FOR_MORE = 80 * MEBIBYTE;

    // A stall comes in the middle of what is sent.
    private static final int STALLED_AFTER = SIZE / 2;

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private static final String PLAIN_LAYER = "application/vnd.oci.image.layer.v1.tar";

    private final FakeRegistry registry = new FakeRegistry();

    @TempDir
    Path directory;

    @AfterEach
    void stop() {
        this.registry.close();
    }

    @Test
    void aKilledTransferContinuesWithinAFewMebibytesOfWhereItWas() throws IOException {
        long first = continuesAfter(LONGEST_WAIT, ProgramProcess::kill);

        assertThat(first).isBetween(STALLED_AFTER - 5L * MEBIBYTE, (long) STALLED_AFTER);
    }

    @Test
    void aStoppedTransferContinuesAtTheByte() throws IOException {
        long first = continuesAfter(Duration.ofSeconds(8), (process) -> {
            process.terminate();
            assertThat(process.exitCode()).as(process.output()).isEqualTo(143);
        });

        assertThat(first).isGreaterThanOrEqualTo(STALLED_AFTER);
    }

    @Test
    void partsOfAKilledTransferAreKept() throws IOException {
        byte[] layer = pushLayer(ENOUGH_FOR_MORE);
        this.registry.when("GET", ".*/blobs/" + Digest.sha256(layer)).throttle(4L * MEBIBYTE);
        try (ProgramProcess process = ProgramProcess.start(this.directory, url())) {
            Awaitility.await()
                .atMost(LONGEST_WAIT)
                .until(() -> ranges(layer).size() > 3 && recorded() > 24L * MEBIBYTE);
            process.kill();
        }
        long recorded = recorded();
        this.registry.clearFaults();

        ProgramRun next = ProgramRun.of(this.directory, url());

        assertThat(next.exitCode()).as(next.output()).isZero();
        assertThat(report().path("totals").path("reusedBytes").longValue()).isEqualTo(recorded);
        assertThat(report().path("totals").path("fetchedBytes").longValue()).isBetween(layer.length - recorded,
                layer.length - recorded + MEBIBYTE);
        Path archive = this.directory.resolve(Archives.in(this.directory).keySet().iterator().next());
        try (FileChannel channel = FileChannel.open(archive)) {
            ByteBuffer written = ByteBuffer.allocate(layer.length);
            channel.read(written, channel.size() - 1024 - layer.length);
            assertThat(Digest.sha256(written.array())).isEqualTo(Digest.sha256(layer));
        }
    }

    @Test
    void memoryDoesNotGrowWithLayers() {
        Content base = Content.zeros(100L * MEBIBYTE);
        this.registry.push("first", "1", image(base, Content.zeros(70L * MEBIBYTE)));
        assertRunsInLittleMemory();

        this.registry.push("second", "1", image(base, Content.zeros(80L * MEBIBYTE)));
        assertRunsInLittleMemory();

        JsonNode second = report().path("repositories").get(1);
        assertThat(second.path("repository").stringValue()).isEqualTo("second");
        assertThat(second.path("images").get(0).path("reusedBytes").longValue()).isEqualTo(base.length());
        assertThat(report().path("totals").path("reusedBytes").longValue()).isEqualTo(base.length());
        assertThat(report().path("totals").path("fetchedBytes").longValue()).isBetween(80L * MEBIBYTE, 81L * MEBIBYTE);
    }

    private void assertRunsInLittleMemory() {
        try (ProgramProcess process = ProgramProcess.start(List.of("-Xmx64m"), this.directory, url())) {
            assertThat(process.exitCode()).as(process.output()).isZero();
        }
    }

    /**
     * Where the next start goes on after a death in the middle, with the right result.
     */
    private long continuesAfter(Duration stall, Consumer<ProgramProcess> death) throws IOException {
        Path atOnce = Files.createDirectories(this.directory.resolve("at-once"));
        Path archives = this.directory.resolve("archives");
        byte[] layer = pushLayer(SIZE);
        dieInTheMiddle(archives, layer, stall, death);
        ProgramRun next = ProgramRun.of(archives, url());
        List<String> ranges = ranges(layer);
        ProgramRun.of(atOnce, url());

        assertThat(next.exitCode()).as(next.output()).isZero();
        assertThat(next.output()).contains("Continuing the unfinished run").contains(" reused in ");
        assertThat(Archives.in(archives).keySet()).isEqualTo(Archives.in(atOnce).keySet()).hasSize(1);
        String name = Archives.in(archives).keySet().iterator().next();
        assertThat(Files.mismatch(archives.resolve(name), atOnce.resolve(name))).isEqualTo(-1);
        assertThat(Archives.everythingIn(archives).keySet()).noneMatch((file) -> file.contains(".partial"));
        assertThat(ranges).hasSize(1);
        return Long.parseLong(ranges.get(0).replaceAll("bytes=(\\d+)-", "$1"));
    }

    private void dieInTheMiddle(Path archives, byte[] layer, Duration stall, Consumer<ProgramProcess> death) {
        this.registry.when("GET", ".*/blobs/" + Digest.sha256(layer)).stall(stall);
        try (ProgramProcess process = ProgramProcess.start(archives, url())) {
            Awaitility.await().atMost(LONGEST_WAIT).until(() -> isHalfWritten(archives, layer));
            death.accept(process);
        }
        this.registry.clearFaults();
        this.registry.clearRequests();
    }

    private byte[] pushLayer(int size) {
        byte[] layer = new byte[size];
        new Random(7).nextBytes(layer);
        this.registry.push("app", "1",
                TestImage.createdAt("2026-01-01T00:00:00Z").withLayers(new TestLayer(layer, Digest.sha256(layer))));
        return layer;
    }

    /** What the unfinished archive says to hold: numbers behind a fingerprint. */
    private long recorded() throws IOException {
        try (Stream<Path> files = Files.walk(this.directory)) {
            Optional<Path> progress = files.filter((file) -> file.toString().endsWith(".partial.progress")).findFirst();
            if (progress.isEmpty()) {
                return 0;
            }
            ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(progress.get()));
            LongBuffer numbers = content.position(Math.min(64, content.limit())).asLongBuffer();
            return IntStream.range(0, numbers.limit()).mapToLong(numbers::get).sum();
        }
    }

    /** The layer is the last entry of its archive, and its size needs no padding. */
    private static boolean isHalfWritten(Path archives, byte[] layer) throws IOException {
        List<String> partials = Archives.everythingIn(archives)
            .keySet()
            .stream()
            .filter((name) -> name.endsWith(".tar.partial"))
            .toList();
        if (partials.isEmpty()) {
            return false;
        }
        // The stream of the server may hold back a little.
        int last = STALLED_AFTER - MEBIBYTE / 2;
        ByteBuffer written = ByteBuffer.allocate(16);
        try (FileChannel channel = FileChannel.open(archives.resolve(partials.get(0)))) {
            channel.read(written, channel.size() - 1024 - SIZE + last);
        }
        return Arrays.equals(written.array(), Arrays.copyOfRange(layer, last, last + 16));
    }

    private List<String> ranges(byte[] layer) {
        return this.registry.requests("GET", ".*/blobs/" + Digest.sha256(layer))
            .stream()
            .map((request) -> String.join(",", request.headers("Range")))
            .toList();
    }

    private static TestDocument image(Content... layers) {
        List<Descriptor> descriptors = Arrays.stream(layers)
            .map((layer) -> new Descriptor(PLAIN_LAYER, layer.digest(), layer.length()))
            .toList();
        byte[] config = JsonMapper.shared()
            .writeValueAsBytes(Map.of("created", "2026-01-01T00:00:00Z", "os", "linux", "architecture", "amd64",
                    "rootfs", Map.of("type", "layers", "diff_ids",
                            descriptors.stream().map((layer) -> layer.digest().toString()).toList())));
        Descriptor described = new Descriptor(MediaTypes.OCI_CONFIG, Digest.sha256(config), config.length);
        byte[] manifest = JsonMapper.shared()
            .writeValueAsBytes(Map.of("schemaVersion", 2, "mediaType", MediaTypes.OCI_MANIFEST, "config",
                    json(described), "layers", descriptors.stream().map(LargeLayerTests::json).toList()));
        List<Content> blobs = new ArrayList<>(List.of(layers));
        blobs.add(Content.of(config));
        return new TestDocument(MediaTypes.OCI_MANIFEST, manifest, blobs, List.of());
    }

    private static Map<String, Object> json(Descriptor descriptor) {
        return Map.of("mediaType", descriptor.mediaType(), "digest", descriptor.digest().toString(), "size",
                descriptor.size());
    }

    private String url() {
        return "--registry.url=" + this.registry.uri();
    }

    private JsonNode report() {
        return Archives.latestReport(this.directory);
    }

}
