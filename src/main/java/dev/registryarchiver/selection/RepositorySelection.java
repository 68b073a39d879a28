package dev.registryarchiver.selection;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.image.SelectedImage;
import dev.registryarchiver.image.Tag;

/**
 * What was chosen of one repository, and everything that explains the choice.
 *
 * @param repository the repository
 * @param images the chosen images, for each platform in configured order the newest first
 * @param others the images that were not chosen, for each platform the newest of them
 * first and at most a hundred
 * @param leftOut tags that are no archivable image, each with the reason
 * @param nothingBecause why nothing was chosen, or empty when something was
 * @param warnings what somebody should look into, each a sentence: tags that were passed
 * over although they are newer, or that cannot be judged
 * @param remarks what else is worth reading, each a sentence
 * @param contentSize bytes of configs and layers of the chosen images; of an index with
 * all platforms only the preferred platform's
 */
public record RepositorySelection(RepositoryName repository, List<SelectedImage> images, List<SelectedImage> others,
        Map<Tag, String> leftOut, String nothingBecause, List<String> warnings, List<String> remarks,
        long contentSize) {

    public RepositorySelection {
        if (images.isEmpty() == nothingBecause.isEmpty()) {
            throw new IllegalArgumentException(
                    "A selection of %s needs either images or a reason".formatted(repository));
        }
        images = List.copyOf(images);
        others = List.copyOf(others);
        leftOut = Collections.unmodifiableMap(new TreeMap<>(leftOut));
        warnings = List.copyOf(warnings);
        remarks = List.copyOf(remarks);
    }

    /** Whether there is nothing to archive. */
    public boolean isEmpty() {
        return this.images.isEmpty();
    }

    static RepositorySelection nothing(RepositoryName repository, String because, Map<Tag, String> leftOut,
            List<String> warnings, List<String> remarks) {
        return new RepositorySelection(repository, List.of(), List.of(), leftOut, because, warnings, remarks, 0);
    }

}
