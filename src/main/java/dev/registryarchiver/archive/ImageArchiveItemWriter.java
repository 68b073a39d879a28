package dev.registryarchiver.archive;

import java.util.List;

import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ItemWriter;

import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.inventory.ImageOutcome;

/**
 * Archives the chosen images of repositories and hands over what became of them. Safe for
 * use by many threads, and to be repeated: what is archived already is left alone.
 */
public final class ImageArchiveItemWriter implements ItemWriter<RepositoryImages> {

    private final ImageArchiver archiver;

    private final Recorder recorder;

    public ImageArchiveItemWriter(ImageArchiver archiver, Recorder recorder) {
        this.archiver = archiver;
        this.recorder = recorder;
    }

    /**
     * Archives every image of every repository, and records a repository once all of its
     * images are published.
     * @throws ArchiveException if an image could not be archived; its repository is not
     * recorded
     */
    @Override
    public void write(Chunk<? extends RepositoryImages> chunk) {
        for (RepositoryImages repository : chunk) {
            this.archiver.removeSuperseded(repository);
            this.recorder.record(repository.repository(),
                    repository.images().stream().map(this.archiver::archive).toList());
        }
    }

    /** Takes note of repositories whose images are all archived. */
    @FunctionalInterface
    public interface Recorder {

        void record(RepositoryName repository, List<ImageOutcome> outcomes);

    }

}
