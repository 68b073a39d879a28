package dev.registryarchiver.inventory;

/**
 * What an archive directory holds.
 *
 * @param archives finished archives
 * @param bytes their lengths, summed up
 */
public record ArchiveTotals(long archives, long bytes) {
}
