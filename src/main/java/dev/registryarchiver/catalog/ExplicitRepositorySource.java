package dev.registryarchiver.catalog;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.image.RepositoryName;

/** The repositories that the settings name, without asking the registry. */
public final class ExplicitRepositorySource implements RepositorySource {

    private final List<RepositoryName> names;

    /**
     * @param names names in the order in which they are to be worked on
     */
    public ExplicitRepositorySource(List<RepositoryName> names) {
        this.names = names.stream().distinct().toList();
    }

    /** The only page, whatever the cursor. */
    @Override
    public RepositoryPage fetchPage(@Nullable String cursor) {
        return new RepositoryPage(null, this.names, 0, null);
    }

}
