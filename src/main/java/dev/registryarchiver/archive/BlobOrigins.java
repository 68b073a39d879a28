package dev.registryarchiver.archive;

import java.util.concurrent.Executor;

import dev.registryarchiver.inventory.ImageInventory;

/**
 * What a writer of archives needs to get at blobs.
 *
 * @param source where they come from
 * @param inventory what was archived before
 * @param executor runs transfers; bounded, shared by all images, and not the threads that
 * call {@link ArchiveWriter#write(ArchiveOrder)}
 * @param sleeper waits between two connections that brought nothing
 */
record BlobOrigins(ImageSource source, ImageInventory inventory, Executor executor, Sleeper sleeper) {

}
