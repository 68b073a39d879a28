package dev.registryarchiver.selection;

import org.springframework.batch.infrastructure.item.ItemProcessor;

import dev.registryarchiver.image.RepositoryName;

/**
 * Turns a repository name into the choice of its newest images. It never filters an item:
 * a repository with nothing to archive carries the reason on to the writer. Safe for use
 * by many threads.
 */
public final class NewestImageItemProcessor implements ItemProcessor<RepositoryName, RepositorySelection> {

    private final NewestImageSelector selector;

    public NewestImageItemProcessor(NewestImageSelector selector) {
        this.selector = selector;
    }

    @Override
    public RepositorySelection process(RepositoryName repository) {
        return this.selector.select(repository);
    }

}
