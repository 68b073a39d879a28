package dev.registryarchiver.archive;

import java.util.List;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.ImageConfig;
import dev.registryarchiver.image.ImageManifest;

/**
 * Everything an image consists of: documents read and checked, layers by address.
 *
 * @param root what the archive's index points at
 * @param preferred the manifest that {@code docker load} is to load
 * @param config its config
 * @param parts every distinct manifest, config and layer in the order of the archive
 * @param fetched bytes fetched for the documents
 */
record ImageContents(Descriptor root, ImageManifest preferred, ImageConfig config, List<ArchivePart> parts,
        long fetched) {

    ImageContents {
        parts = List.copyOf(parts);
    }

}
