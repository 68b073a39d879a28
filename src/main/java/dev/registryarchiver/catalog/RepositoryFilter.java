package dev.registryarchiver.catalog;

import java.util.List;

import org.springframework.util.AntPathMatcher;

import dev.registryarchiver.image.RepositoryName;

/** Decides by name which repositories are looked at. Safe for use by many threads. */
public final class RepositoryFilter {

    private final AntPathMatcher matcher = new AntPathMatcher("/");

    private final List<String> include;

    private final List<String> exclude;

    private final Shard shard;

    public RepositoryFilter(CatalogProperties properties, Shard shard) {
        this.include = properties.include();
        this.exclude = properties.exclude();
        this.shard = shard;
    }

    /** Whether a repository is of this shard, included, and not excluded. */
    public boolean accepts(RepositoryName repository) {
        return this.shard.owns(repository) && matchesAny(this.include, repository)
                && !matchesAny(this.exclude, repository);
    }

    private boolean matchesAny(List<String> patterns, RepositoryName repository) {
        return patterns.stream().anyMatch((pattern) -> this.matcher.match(pattern, repository.value()));
    }

}
