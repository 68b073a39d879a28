package dev.registryarchiver.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.registryarchiver.fake.Answer;
import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.Fault;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.SelectedImage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class BlobTransferTests {

    private static final String BLOBS = "/v2/team/app/blobs/.*";

    private final FakeRegistry registry = new FakeRegistry();

    private final List<Duration> pauses = new ArrayList<>();

    private final Path directory;

    BlobTransferTests(@TempDir Path directory) {
        this.directory = directory;
    }

    @AfterEach
    void stopRegistry() {
        this.registry.close();
    }

    @Test
    void writesABlobIntoItsSlot() {
        byte[] bytes = bytes(300_000);
        Descriptor blob = this.registry.pushBlob("team/app", bytes);

        assertThat(transfer(blob)).isEqualTo(300_000);

        assertThat(written(blob)).isEqualTo(bytes);
        assertThat(ranges(blob)).containsExactly("");
    }

    @Test
    @DisplayName("B17 an empty blob needs no request")
    void emptyBlobNeedsNoRequest() {
        Descriptor blob = this.registry.pushBlob("team/app", new byte[0]);

        assertThat(transfer(blob)).isZero();

        assertThat(this.registry.requests()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cuts")
    void resumesAtTheByteThatIsMissing(Consumer<Fault> cut) {
        byte[] bytes = bytes(10_000);
        Descriptor blob = this.registry.pushBlob("team/app", bytes);
        cut.accept(this.registry.when("GET", BLOBS).times(1));

        assertThat(transfer(blob)).isEqualTo(10_000);

        assertThat(written(blob)).isEqualTo(bytes);
        assertThat(ranges(blob)).containsExactly("", "bytes=3000-");
        assertThat(this.pauses).containsExactly(Duration.ofSeconds(1));
    }

    static Stream<Named<Consumer<Fault>>> cuts() {
        return Stream.of(Named.of("B1 cut short of Content-Length", (fault) -> fault.breakAfter(3000)),
                Named.of("B2 cut between chunks", (fault) -> fault.chunkedAndCut(3000)),
                Named.of("B3 closed early without a length", (fault) -> fault.dropContentLength().breakAfter(3000)));
    }

    @Test
    @DisplayName("B4 nothing is written beyond the slot")
    void tooManyBytesAreRefused() {
        Descriptor blob = this.registry.pushBlob("team/app", bytes(1000));
        this.registry.when("GET", BLOBS).extraBytes(2000);

        CorruptBlobException corrupt = catchThrowableOfType(CorruptBlobException.class, () -> transfer(blob));

        assertThat(corrupt.actualSize()).isEqualTo(1001);
        assertThat(ranges(blob)).containsExactly("", "");
    }

    @Test
    @DisplayName("B10 wrong bits after a resumed transfer cost one full transfer")
    void startsAnewWhenAResumedBlobIsWrong() {
        byte[] bytes = bytes(10_000);
        Descriptor blob = this.registry.pushBlob("team/app", bytes);
        this.registry.when("GET", BLOBS).times(1).corruptByteAt(17).breakAfter(3000);

        assertThat(transfer(blob)).isEqualTo(20_000);

        assertThat(written(blob)).isEqualTo(bytes);
        assertThat(ranges(blob)).containsExactly("", "bytes=3000-", "");
    }

    @Test
    @DisplayName("B11 wrong bits twice fail with both digests")
    void failsWhenABlobIsAlwaysWrong() {
        byte[] bytes = bytes(10_000);
        Descriptor blob = this.registry.pushBlob("team/app", bytes);
        this.registry.when("GET", BLOBS).corruptByteAt(17);
        byte[] wrong = bytes.clone();
        wrong[17] = (byte) ~wrong[17];

        CorruptBlobException corrupt = catchThrowableOfType(CorruptBlobException.class, () -> transfer(blob));

        assertThat(corrupt.expected()).isEqualTo(blob);
        assertThat(corrupt.actual()).isEqualTo(Digest.sha256(wrong));
        assertThat(corrupt.actualSize()).isEqualTo(10_000);
        assertThat(corrupt).hasMessage(
                "Cannot archive team/app:1.0: the registry served %s (10000 bytes) in place of %s (10000 bytes). "
                    .formatted(Digest.sha256(wrong), blob.digest())
                        + "Push the image again or repair the registry's storage.");
        assertThat(ranges(blob)).containsExactly("", "");
    }

    @Test
    void aBlobThatJustEndsEarlyEachTimeIsWrong() {
        byte[] bytes = bytes(1000);
        this.registry.pushBlob("team/app", bytes);
        Descriptor blob = new Descriptor("", Digest.sha256(bytes), 1001);
        this.registry.when("GET", BLOBS)
            .matching((request) -> request.header("Range") != null)
            .answer((request) -> Answer.of(206));

        CorruptBlobException corrupt = catchThrowableOfType(CorruptBlobException.class, () -> transfer(blob));

        assertThat(corrupt.actual()).isEqualTo(blob.digest());
        assertThat(corrupt.actualSize()).isEqualTo(1000);
    }

    @Test
    void aRegistryThatRefusesTheRestIsNotAskedForEver() {
        byte[] bytes = bytes(1000);
        this.registry.pushBlob("team/app", bytes);
        Descriptor blob = new Descriptor("", Digest.sha256(bytes), 1001);

        TransferBrokenException broken = catchThrowableOfType(TransferBrokenException.class, () -> transfer(blob));

        assertThat(broken.received()).isEqualTo(1000);
        assertThat(ranges(blob)).hasSize(1 + Breaks.MOST);
    }

    @Test
    void breaksWithoutProgressAreToleratedFiveTimes() {
        Descriptor blob = this.registry.pushBlob("team/app", bytes(10_000));
        this.registry.when("GET", BLOBS).times(Breaks.MOST).breakAfter(100);

        assertThat(transfer(blob)).isEqualTo(10_000);

        assertThat(ranges(blob)).containsExactly("", "bytes=100-", "bytes=200-", "bytes=300-", "bytes=400-",
                "bytes=500-");
        assertThat(this.pauses).extracting(Duration::toSeconds).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void oneMoreBreakWithoutProgressEndsIt() {
        Descriptor blob = this.registry.pushBlob("team/app", bytes(10_000));
        this.registry.when("GET", BLOBS).times(Breaks.MOST + 1).breakAfter(100);

        TransferBrokenException broken = catchThrowableOfType(TransferBrokenException.class, () -> transfer(blob));

        assertThat(broken.received()).isEqualTo(600);
        assertThat(broken.blob()).isEqualTo(blob);
        assertThat(broken).hasMessageContaining("the last time after 600 of 10000 bytes");
    }

    @Test
    void breaksAfterAMegabyteAreFree() {
        byte[] bytes = bytes((int) (10 * Breaks.PROGRESS));
        Descriptor blob = this.registry.pushBlob("team/app", bytes);
        this.registry.when("GET", BLOBS).times(9).breakAfter(Breaks.PROGRESS);

        assertThat(transfer(blob)).isEqualTo(bytes.length);

        assertThat(written(blob)).isEqualTo(bytes);
        assertThat(this.pauses).isEmpty();
        assertThat(ranges(blob)).hasSize(10);
    }

    @Test
    void breaksJustBelowAMegabyteAreNotFree() {
        Descriptor blob = this.registry.pushBlob("team/app", bytes((int) (7 * Breaks.PROGRESS)));
        this.registry.when("GET", BLOBS).breakAfter(Breaks.PROGRESS - 1);

        assertThatThrownBy(() -> transfer(blob)).isInstanceOf(TransferBrokenException.class);

        assertThat(this.pauses).hasSize(Breaks.MOST);
    }

    @Test
    void aBlobThatIsMissingIsNotAskedForAgain() {
        Descriptor blob = new Descriptor("application/x", Digest.sha256(bytes(1)), 1);

        IncompleteImageException incomplete = catchThrowableOfType(IncompleteImageException.class,
                () -> transfer(blob));

        assertThat(incomplete.missing()).isEqualTo(blob);
        assertThat(ranges(blob)).containsExactly("");
    }

    @Test
    void theCheckpointEndsATransferBetweenBuffers() {
        Descriptor blob = this.registry.pushBlob("team/app", bytes(1_000_000));
        AtomicInteger checks = new AtomicInteger();

        assertThatThrownBy(() -> transfer(blob, () -> {
            if (checks.incrementAndGet() == 3) {
                throw new RunStoppedException(image(blob));
            }
        })).isInstanceOf(RunStoppedException.class)
            .hasMessage("Stopped while archiving team/app:1.0; the next run archives it.");

        assertThat(checks).hasValue(3);
    }

    private long transfer(Descriptor blob) {
        return transfer(blob, () -> {
        });
    }

    private long transfer(Descriptor blob, Runnable checkpoint) {
        DirectoryArchiveStore store = new DirectoryArchiveStore(this.directory);
        BlobTransfer transfer = new BlobTransfer(image(blob), new RegistryImageSource(this.registry.uri()),
                this.pauses::add);
        try (PartialArchive target = store.begin("slot.tar", TestLayouts.of(blob))) {
            Transferred transferred = transfer.transfer(target.blobs().get(0), checkpoint);
            target.publish();
            assertThat(transferred.reused()).isZero();
            return transferred.fetched();
        }
    }

    /** What is in the slot, once nothing is around it. */
    private byte[] written(Descriptor blob) {
        byte[] file = read(this.directory.resolve("slot.tar"));
        int position = (int) TestLayouts.position(TestLayouts.of(blob), blob);
        int end = (int) (position + blob.size());
        assertThat(Arrays.copyOf(file, position)).containsOnly(0);
        assertThat(Arrays.copyOfRange(file, end, file.length)).hasSizeGreaterThanOrEqualTo(1024).containsOnly(0);
        return Arrays.copyOfRange(file, position, end);
    }

    private List<String> ranges(Descriptor blob) {
        return this.registry.requests("GET", blob)
            .stream()
            .map((request) -> String.join(",", request.headers("Range")))
            .toList();
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        }
        catch (IOException ex) {
            throw new IllegalStateException(ex);
        }
    }

    private static SelectedImage image(Descriptor manifest) {
        return TestArchiver.image(manifest, "1.0");
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

}
