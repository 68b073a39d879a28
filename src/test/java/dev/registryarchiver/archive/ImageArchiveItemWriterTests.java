package dev.registryarchiver.archive;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.image.SelectedImage;
import dev.registryarchiver.inventory.ImageOutcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.batch.infrastructure.item.Chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ImageArchiveItemWriterTests {

    private static final TestImage NEW = TestImage.createdAt("2026-01-02T03:04:05Z");

    private static final TestImage OLD = TestImage.createdAt("2025-01-02T03:04:05Z");

    private final TestArchiver archiver;

    private final Map<RepositoryName, List<ImageOutcome>> recorded = new LinkedHashMap<>();

    private final ImageArchiveItemWriter writer;

    ImageArchiveItemWriterTests(@TempDir Path directory) {
        this.archiver = new TestArchiver(directory);
        this.writer = new ImageArchiveItemWriter(this.archiver.archiver(this.archiver.inventory), this.recorded::put);
    }

    @AfterEach
    void close() {
        this.archiver.close();
    }

    @Test
    void recordsARepositoryOnceAllItsImagesAreArchived() {
        this.writer.write(Chunk.of(repository(image(NEW), image(OLD))));

        assertThat(this.recorded.get(TestArchiver.REPOSITORY)).extracting(ImageOutcome::digest)
            .containsExactly(NEW.digest(), OLD.digest());
        assertThat(this.recorded.get(TestArchiver.REPOSITORY)).allMatch(ImageOutcome::saved);
    }

    @Test
    void canBeRepeated() {
        Chunk<RepositoryImages> chunk = Chunk.of(repository(image(NEW)));
        this.writer.write(chunk);

        this.writer.write(chunk);

        assertThat(this.recorded.get(TestArchiver.REPOSITORY)).noneMatch(ImageOutcome::saved);
    }

    @Test
    void doesNotRecordARepositoryOfWhichAnImageFailed() {
        Descriptor missing = new Descriptor(NEW.manifestDescriptor().mediaType(), Digest.sha256(new byte[1]), 1);

        assertThatThrownBy(
                () -> this.writer.write(Chunk.of(repository(image(NEW), TestArchiver.image(missing, "2.0")))))
            .isInstanceOf(IncompleteImageException.class);

        assertThat(this.recorded).isEmpty();
    }

    private static RepositoryImages repository(SelectedImage... images) {
        return new RepositoryImages(TestArchiver.REPOSITORY, List.of(images));
    }

    private SelectedImage image(TestImage image) {
        return TestArchiver.image(this.archiver.registry.push("team/app", image), "1.0");
    }

}
