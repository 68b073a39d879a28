package dev.registryarchiver.archive;

import java.util.List;
import java.util.Set;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.ImageConfig;
import dev.registryarchiver.image.ImageManifest;

/**
 * What an archive on the disk says of the image in it.
 *
 * @param names its tags with their full repository, such as
 * {@code registry.example.com/team/api:1.10.0}; the one it is named after first
 * @param root what the archive's index points at
 * @param wholeIndex whether that is an index with all platforms
 * @param preferred what {@code docker load} loads
 * @param images every image in it; one unless it holds a whole index
 * @param paths every entry that belongs to it
 */
record StoredImage(List<String> names, Descriptor root, boolean wholeIndex, Contents preferred, List<Contents> images,
        Set<String> paths) {

    StoredImage {
        names = List.copyOf(names);
        images = List.copyOf(images);
        paths = Set.copyOf(paths);
    }

    /**
     * One image with its config.
     *
     * @param manifest its manifest
     * @param config its config
     */
    record Contents(ImageManifest manifest, ImageConfig config) {
    }

}
