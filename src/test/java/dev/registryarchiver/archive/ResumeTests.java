package dev.registryarchiver.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

import dev.registryarchiver.fake.RecordedRequest;
import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.fake.TestLayer;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.SelectedImage;
import dev.registryarchiver.inventory.ImageOutcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static dev.registryarchiver.archive.ImageArchiveAssert.assertThatArchive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** An image whose first attempt ended in the middle of a layer. */
class ResumeTests {

    private static final int BROKEN_AFTER = 600_000;

    private static final TestImage IMAGE = TestImage.createdAt("2026-01-02T03:04:05Z")
        .withLayers(TestLayer.random(1, 70_000), TestLayer.random(2, 1_000_000));

    private static final Descriptor SMALL = IMAGE.layerDescriptors().get(0);

    private static final Descriptor LARGE = IMAGE.layerDescriptors().get(1);

    private final TestArchiver archiver;

    private final Path directory;

    private final SelectedImage image;

    ResumeTests(@TempDir Path directory) {
        this.directory = directory;
        this.archiver = new TestArchiver(directory);
        this.image = TestArchiver.image(this.archiver.registry.push("team/app", "1.0", IMAGE), "1.0");
    }

    /** The small layer arrives, then the network goes down in the large one. */
    @BeforeEach
    void breakInTheLargeLayer() throws IOException {
        awaitTheSmallLayer();
        this.archiver.registry.when("GET", ".*/" + LARGE.digest()).times(1).breakAfter(BROKEN_AFTER);
        breakDown();
        this.archiver.registry.clearRequests();
    }

    // An attempt may fail before it has arrived, and leaves nothing if it did not begin.
    private void awaitTheSmallLayer() throws IOException {
        boolean asked;
        do {
            breakDown();
            asked = !this.archiver.registry.requests("GET", SMALL).isEmpty();
            this.archiver.registry.clearRequests();
        }
        while (asked || !isInPlace(SMALL));
    }

    private void breakDown() {
        this.archiver.registry.when("GET", ".*/" + LARGE.digest()).hangUp();
        assertThatThrownBy(() -> this.archiver.archive(this.image)).isInstanceOf(TransferBrokenException.class);
        this.archiver.registry.clearFaults();
    }

    @AfterEach
    void close() {
        this.archiver.close();
    }

    @Test
    void theNextAttemptFetchesOnlyWhatIsMissing() {
        ImageOutcome outcome = this.archiver.archive(this.image);

        assertThat(this.archiver.registry.requests("GET", SMALL)).isEmpty();
        assertThat(ranges()).containsExactly("bytes=%d-".formatted(BROKEN_AFTER));
        assertThat(outcome.reused()).isEqualTo(SMALL.size() + BROKEN_AFTER);
        assertThat(outcome.fetched())
            .isEqualTo(IMAGE.document().content().length + IMAGE.config().length + LARGE.size() - BROKEN_AFTER);
        assertThatArchive(this.archiver.file(outcome)).hasLayers(List.of(SMALL.digest(), LARGE.digest()));
        assertThat(files()).containsExactly(outcome.archive());
    }

    @Test
    void aResumedArchiveHasTheBytesOfOneThatWasFetchedAtOnce() throws IOException {
        Path resumed = this.archiver.file(this.image);
        byte[] bytes = Files.readAllBytes(resumed);
        Files.delete(resumed);

        Path atOnce = this.archiver.file(this.archiver.archiveForgetful(this.image));

        assertThat(atOnce).hasBinaryContent(bytes);
    }

    @Test
    void aWrongByteInWhatWasKeptOfALayerCostsTheWholeLayer() throws IOException {
        turnOver(LARGE, 1000);

        ImageOutcome outcome = this.archiver.archive(this.image);

        assertThat(ranges()).containsExactly("bytes=%d-".formatted(BROKEN_AFTER), "");
        assertThat(outcome.reused()).isEqualTo(SMALL.size());
        assertThatArchive(this.archiver.file(outcome)).hasLayers(List.of(SMALL.digest(), LARGE.digest()));
    }

    @Test
    void aWrongByteInALayerThatWasCompleteCostsThatLayer() throws IOException {
        turnOver(SMALL, 1000);

        ImageOutcome outcome = this.archiver.archive(this.image);

        assertThat(this.archiver.registry.requests("GET", SMALL)).hasSize(1);
        assertThat(outcome.reused()).isEqualTo(BROKEN_AFTER);
        assertThatArchive(this.archiver.file(outcome)).hasLayers(List.of(SMALL.digest(), LARGE.digest()));
    }

    @Test
    void aStopKeepsWhatThereIsToTheByte() {
        this.archiver.registry.when("GET", ".*/" + LARGE.digest()).change((answer) -> {
            this.archiver.stopping.set(true);
            return answer.cutAfter(100_000);
        });
        assertThatThrownBy(() -> this.archiver.archive(this.image)).isInstanceOf(RunStoppedException.class);
        this.archiver.stopping.set(false);
        this.archiver.registry.clearFaults();

        ImageOutcome outcome = this.archiver.archive(this.image);

        assertThat(outcome.reused()).isGreaterThanOrEqualTo(SMALL.size() + BROKEN_AFTER);
        assertThat(outcome.fetched()).isLessThanOrEqualTo(LARGE.size() - BROKEN_AFTER + 5000);
        assertThatArchive(this.archiver.file(outcome)).hasLayers(List.of(SMALL.digest(), LARGE.digest()));
    }

    @Test
    void whatWasKeptIsOfferedToOtherImages() {
        TestImage other = TestImage.createdAt("2026-02-02T03:04:05Z").withLayers(IMAGE.layers().get(0));
        SelectedImage second = TestArchiver.image(this.archiver.registry.push("team/app", other), "2.0");
        ImageArchiver next = this.archiver.archiver(this.archiver.inventory);
        this.archiver.registry.when("GET", ".*/" + LARGE.digest()).hangUp();
        assertThatThrownBy(() -> next.archive(this.image)).isInstanceOf(TransferBrokenException.class);

        ImageOutcome outcome = next.archive(second);

        assertThat(outcome.reused()).isEqualTo(SMALL.size());
        assertThat(this.archiver.registry.requests("GET", SMALL)).isEmpty();
        assertThatArchive(this.archiver.file(outcome)).hasLayers(List.of(SMALL.digest()));
    }

    private List<String> ranges() {
        return this.archiver.registry.requests("GET", LARGE)
            .stream()
            .map((RecordedRequest request) -> String.join(",", request.headers("Range")))
            .toList();
    }

    private boolean isInPlace(Descriptor layer) throws IOException {
        if (files().isEmpty()) {
            return false;
        }
        byte[] wanted = content(layer);
        return indexOf(Files.readAllBytes(partial()), wanted, wanted.length) >= 0;
    }

    private void turnOver(Descriptor layer, int offset) throws IOException {
        Path partial = partial();
        byte[] wanted = content(layer);
        int position = indexOf(Files.readAllBytes(partial), wanted, 4096);
        assertThat(position).isNotNegative();
        try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] { (byte) ~wanted[offset] }), position + offset);
        }
    }

    private Path partial() {
        return this.directory.resolve(files().stream().filter((name) -> name.endsWith(".partial")).toList().get(0));
    }

    private static byte[] content(Descriptor layer) {
        return IMAGE.layers().get(IMAGE.layerDescriptors().indexOf(layer)).content();
    }

    /** Where the first bytes of a layer stand, or -1. */
    private static int indexOf(byte[] file, byte[] layer, int length) {
        for (int i = 0; i + length <= file.length; i += TarHeader.BLOCK) {
            if (Arrays.equals(file, i, i + length, layer, 0, length)) {
                return i;
            }
        }
        return -1;
    }

    private List<String> files() {
        try (var walk = Files.walk(this.directory)) {
            return walk.filter(Files::isRegularFile)
                .map((file) -> this.directory.relativize(file).toString().replace('\\', '/'))
                .toList();
        }
        catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

}
