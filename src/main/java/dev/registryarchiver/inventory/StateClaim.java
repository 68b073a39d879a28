package dev.registryarchiver.inventory;

import java.time.Instant;

/**
 * A process that takes the job state.
 *
 * @param host name of its machine
 * @param pid its number there
 * @param since when it took the state
 */
public record StateClaim(String host, long pid, Instant since) {
}
