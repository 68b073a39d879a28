package dev.registryarchiver.archive;

import dev.registryarchiver.image.SelectedImage;

/**
 * An archive that is to be written.
 *
 * @param image the image in it
 * @param name from {@link ArchiveStore#nameOf(SelectedImage)}
 * @param layout what lies where
 * @param checkpoint called for every buffer; throws when the run is to stop
 * @param published called when it has its final name, and before others look for its
 * blobs in it
 */
record ArchiveOrder(SelectedImage image, String name, ArchiveLayout layout, Runnable checkpoint, Runnable published) {

}
