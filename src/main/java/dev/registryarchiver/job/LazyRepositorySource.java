package dev.registryarchiver.job;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.catalog.RepositoryPage;
import dev.registryarchiver.catalog.RepositorySource;

/** A source that is made when it is needed, because making it asks the registry. */
final class LazyRepositorySource implements RepositorySource {

    private final Supplier<RepositorySource> maker;

    private @Nullable RepositorySource made;

    LazyRepositorySource(Supplier<RepositorySource> maker) {
        this.maker = maker;
    }

    @Override
    public RepositoryPage fetchPage(@Nullable String cursor) {
        RepositorySource current = this.made;
        if (current == null) {
            current = this.maker.get();
            this.made = current;
        }
        return current.fetchPage(cursor);
    }

}
