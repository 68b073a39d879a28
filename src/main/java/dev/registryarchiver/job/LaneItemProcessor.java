package dev.registryarchiver.job;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.batch.infrastructure.item.ItemProcessor;

import dev.registryarchiver.archive.RepositoryImages;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.selection.NewestImageItemProcessor;
import dev.registryarchiver.selection.RepositorySelection;

/**
 * Chooses the newest images of a repository. One that fails or has none is recorded here
 * and goes no further.
 */
final class LaneItemProcessor implements ItemProcessor<RepositoryName, RepositoryImages> {

    private static final Logger logger = LoggerFactory.getLogger(LaneItemProcessor.class);

    private final NewestImageItemProcessor delegate;

    private final OutcomeRecorder recorder;

    private final MissingRepositories missing;

    LaneItemProcessor(NewestImageItemProcessor delegate, OutcomeRecorder recorder, MissingRepositories missing) {
        this.delegate = delegate;
        this.recorder = recorder;
        this.missing = missing;
    }

    @Override
    public @Nullable RepositoryImages process(RepositoryName repository) {
        this.recorder.begin(repository);
        try {
            RepositorySelection selection = this.delegate.process(repository);
            selection.warnings().forEach((warning) -> logger.warn("{}: {}", repository, warning));
            if (selection.isEmpty()) {
                this.recorder.recordNothing(repository, selection.nothingBecause());
                return null;
            }
            this.recorder.selected(repository, selection.remarks());
            return new RepositoryImages(repository, selection.images());
        }
        catch (Exception ex) {
            if (this.missing.isNothingToSave(ex)) {
                this.recorder.recordNothing(repository, Failures.sentence(ex));
                return null;
            }
            this.recorder.recordFailure(repository, ex);
            return null;
        }
    }

}
