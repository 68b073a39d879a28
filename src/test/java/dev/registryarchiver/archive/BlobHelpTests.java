package dev.registryarchiver.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.registryarchiver.fake.Answer;
import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.Fault;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.SelectedImage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BlobHelpTests {

    private static final String BLOBS = "/v2/team/app/blobs/.*";

    private static final Pattern PART = Pattern.compile("bytes=(\\d+)-(\\d+)");

    // Slow enough to ask for help, fast enough for a test.
    private static final long SLOW = 16 << 20;

    private final FakeRegistry registry = new FakeRegistry();

    private final ExecutorService executor = Executors.newFixedThreadPool(3);

    private final byte[] bytes = new byte[(int) (4 * Segment.LENGTH + 1000)];

    private Descriptor blob = new Descriptor("", Digest.sha256(new byte[0]), 0);

    @TempDir
    Path directory;

    @BeforeEach
    void push() {
        new Random(1).nextBytes(this.bytes);
        this.blob = this.registry.pushBlob("team/app", this.bytes);
    }

    @AfterEach
    void stop() {
        this.executor.shutdown();
        this.registry.close();
    }

    @Test
    void othersFetchPartsOfASlowBlob() {
        this.registry.when("GET", BLOBS).throttle(SLOW);

        assertThat(transfer().fetched()).isEqualTo(this.bytes.length);

        assertThat(written()).isEqualTo(this.bytes);
        assertThat(ranges().get(0)).isEmpty();
        assertThat(parts()).isNotEmpty().doesNotHaveDuplicates();
        assertThat(parts().stream().mapToLong(BlobHelpTests::length).sum()).isLessThan(this.bytes.length);
    }

    @Test
    void aBlobThatComesFastIsLeftToOneConnection() {
        // With nobody there to help, a slow machine makes no difference.
        this.executor.shutdown();

        assertThat(transfer().fetched()).isEqualTo(this.bytes.length);

        assertThat(written()).isEqualTo(this.bytes);
        assertThat(ranges()).containsExactly("");
    }

    @Test
    void aRegistryWithoutRangesServesOneStream() {
        this.registry.when("GET", BLOBS).matching((request) -> request.header("Range") == null).throttle(SLOW);
        whenPart().answer((request) -> Answer.of(200).withBody(this.bytes));

        assertThat(transfer().fetched()).isEqualTo(this.bytes.length);

        assertThat(written()).isEqualTo(this.bytes);
        assertThat(ranges().stream().filter(String::isEmpty)).hasSize(1);
    }

    @Test
    void aRegistryThatRefusesMoreConnectionsServesOneStream() {
        this.registry.when("GET", BLOBS).matching((request) -> request.header("Range") == null).throttle(SLOW);
        whenPart().status(503);

        assertThat(transfer().fetched()).isEqualTo(this.bytes.length);

        assertThat(written()).isEqualTo(this.bytes);
        assertThat(ranges().stream().filter(String::isEmpty)).hasSize(1);
    }

    @Test
    void wrongBytesInOnePartCostTheBlobOnceMore() {
        this.registry.when("GET", BLOBS).times(1).throttle(SLOW);
        whenPart().times(1).corruptByteAt(17);

        assertThat(transfer().fetched()).isEqualTo(2L * this.bytes.length);

        assertThat(written()).isEqualTo(this.bytes);
        assertThat(ranges()).endsWith("");
    }

    @Test
    void wrongBytesInAPartAreNeverPublished() {
        this.registry.when("GET", BLOBS).times(1).throttle(SLOW);
        this.registry.when("GET", BLOBS).corruptByteAt(17);

        assertThatThrownBy(this::transfer).isInstanceOf(CorruptBlobException.class);

        assertThat(this.directory.resolve("slot.tar")).doesNotExist();
    }

    @Test
    void aBrokenPartContinuesAtItsByte() {
        whenPart().throttle(SLOW).breakAfter(5_000_000);
        this.registry.when("GET", BLOBS).throttle(SLOW);

        assertThat(transfer().fetched()).isEqualTo(this.bytes.length);

        assertThat(written()).isEqualTo(this.bytes);
        assertThat(parts()).doesNotHaveDuplicates();
    }

    @Test
    void everyPartThatWasBegunIsContinuedByTheNextAttempt() {
        this.registry.when("GET", BLOBS).throttle(SLOW);
        SelectedImage image = TestArchiver.image(this.blob, "1.0");

        assertThatThrownBy(() -> transfer(() -> {
            if (parts().size() > 1 && progress() > Segment.LENGTH) {
                throw new RunStoppedException(image);
            }
        })).isInstanceOf(RunStoppedException.class);
        this.registry.clearFaults();
        Transferred rest = transfer();

        assertThat(rest.reused()).isGreaterThan(Segment.LENGTH);
        assertThat(rest.fetched()).isEqualTo(this.bytes.length - rest.reused());
        assertThat(written()).isEqualTo(this.bytes);
    }

    private Fault whenPart() {
        return this.registry.when("GET", BLOBS)
            .matching((request) -> PART.matcher(String.valueOf(request.header("Range"))).matches());
    }

    private Transferred transfer() {
        return transfer(() -> {
        });
    }

    private Transferred transfer(Runnable checkpoint) {
        DirectoryArchiveStore store = new DirectoryArchiveStore(this.directory);
        BlobTransfer transfer = new BlobTransfer(TestArchiver.image(this.blob, "1.0"),
                new RegistryImageSource(this.registry.uri()), (pause) -> {
                }, this.executor);
        try (PartialArchive target = store.begin("slot.tar", TestLayouts.of(this.blob))) {
            Transferred transferred = transfer.transfer(target.blobs().get(0), checkpoint);
            target.publish();
            return transferred;
        }
    }

    private long progress() {
        ArchiveLayout layout = TestLayouts.of(this.blob);
        try {
            return Arrays.stream(PartialProgress.read(this.directory.resolve("slot.tar.partial.progress"), layout))
                .sum();
        }
        catch (IOException ex) {
            throw new IllegalStateException(ex);
        }
    }

    private byte[] written() {
        int position = (int) TestLayouts.position(TestLayouts.of(this.blob), this.blob);
        try {
            byte[] file = Files.readAllBytes(this.directory.resolve("slot.tar"));
            return Arrays.copyOfRange(file, position, position + this.bytes.length);
        }
        catch (IOException ex) {
            throw new IllegalStateException(ex);
        }
    }

    private List<String> ranges() {
        return this.registry.requests("GET", this.blob)
            .stream()
            .map((request) -> String.join(",", request.headers("Range")))
            .toList();
    }

    private List<String> parts() {
        return ranges().stream().filter((range) -> PART.matcher(range).matches()).toList();
    }

    private static long length(String part) {
        Matcher bounds = PART.matcher(part);
        return bounds.matches() ? Long.parseLong(bounds.group(2)) - Long.parseLong(bounds.group(1)) + 1 : 0;
    }

}
