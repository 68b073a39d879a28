package dev.registryarchiver.selection;

import java.util.Optional;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.MediaTypes;
import dev.registryarchiver.inventory.KnownImage;
import dev.registryarchiver.inventory.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

class ImageMemoryTests {

    private static final PlatformChoice CHOICE = PlatformChoice.of("linux/amd64");

    private final TestDatabase database = new TestDatabase();

    private final ImageMemory memory = new ImageMemory(this.database.images());

    @AfterEach
    void close() {
        this.database.close();
    }

    @Test
    void forgetsNoMoreThanAFewWhenTheProcessDies() {
        IntStream.range(0, 2 * ImageMemory.MOST_UNWRITTEN + 1)
            .mapToObj(ImageMemoryTests::image)
            .forEach(this.memory::learn);

        ImageMemory next = new ImageMemory(this.database.images());
        assertThat(IntStream.range(0, 2 * ImageMemory.MOST_UNWRITTEN))
            .allSatisfy((number) -> assertThat(known(next, number)).hasValue(image(number)));
        assertThat(known(next, 2 * ImageMemory.MOST_UNWRITTEN)).isEmpty();
    }

    @Test
    void writesTheRestWhenAsked() {
        this.memory.learn(image(1));
        this.memory.write();

        assertThat(known(new ImageMemory(this.database.images()), 1)).hasValue(image(1));
        assertThat(this.memory.takeUnwritten()).isEmpty();
    }

    private static Optional<KnownImage> known(ImageMemory memory, int number) {
        return memory.known(image(number).tagged().digest(), CHOICE);
    }

    private static KnownImage image(int number) {
        return KnownImage.notAnImage(
                new Descriptor(MediaTypes.OCI_MANIFEST, Digest.sha256(String.valueOf(number).getBytes()), 7),
                CHOICE.toString(), "a chart");
    }

}
