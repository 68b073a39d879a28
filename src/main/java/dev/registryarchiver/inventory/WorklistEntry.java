package dev.registryarchiver.inventory;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.image.RepositoryName;

/**
 * One repository of a run's worklist.
 *
 * @param position where it stood in the catalog, from 1
 * @param repository the repository
 * @param outcome what became of it
 * @param startedAt when the last attempt began, or {@code null} before the first
 * @param duration how long the last attempt took; zero before the first
 */
public record WorklistEntry(long position, RepositoryName repository, Outcome outcome, @Nullable Instant startedAt,
        Duration duration) {
}
