package dev.registryarchiver.job;

import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ItemWriter;

import dev.registryarchiver.archive.ImageArchiveItemWriter;
import dev.registryarchiver.archive.RepositoryImages;

/**
 * Archives the chosen images of a repository. One that fails is recorded here, and the
 * lane goes on.
 */
final class LaneItemWriter implements ItemWriter<RepositoryImages> {

    private final ImageArchiveItemWriter delegate;

    private final OutcomeRecorder recorder;

    LaneItemWriter(ImageArchiveItemWriter delegate, OutcomeRecorder recorder) {
        this.delegate = delegate;
        this.recorder = recorder;
    }

    @Override
    public void write(Chunk<? extends RepositoryImages> chunk) {
        for (RepositoryImages images : chunk) {
            try {
                this.delegate.write(Chunk.of(images));
            }
            catch (Exception ex) {
                this.recorder.recordFailure(images.repository(), ex);
            }
        }
    }

}
