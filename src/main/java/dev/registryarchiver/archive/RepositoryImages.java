package dev.registryarchiver.archive;

import java.util.List;

import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.image.SelectedImage;

/**
 * The images of one repository that are to be archived.
 *
 * @param repository the repository
 * @param images its chosen images, newest first
 */
public record RepositoryImages(RepositoryName repository, List<SelectedImage> images) {

    public RepositoryImages {
        images = List.copyOf(images);
    }

}
