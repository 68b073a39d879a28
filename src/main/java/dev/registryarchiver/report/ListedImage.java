package dev.registryarchiver.report;

import java.time.Instant;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.image.SelectedImage;
import dev.registryarchiver.image.Tag;

/**
 * One line of what a run would do.
 *
 * @param repository the repository
 * @param tags tags of the chosen image, or empty when there is none
 * @param digest abbreviated digest, or empty
 * @param created when it was built, or {@code null}
 * @param size bytes of its config and layers, or -1 when not known
 * @param why why it was chosen, or why there is none
 * @param failed whether the repository could not be judged
 */
public record ListedImage(RepositoryName repository, String tags, String digest, @Nullable Instant created, long size,
        String why, boolean failed) {

    public static ListedImage chosen(SelectedImage image, long size) {
        return new ListedImage(image.repository(),
                image.tags().stream().map(Tag::value).collect(Collectors.joining(", ")),
                image.root().digest().abbreviated(), image.created(), size, image.reason(), false);
    }

    public static ListedImage nothing(RepositoryName repository, String why) {
        return new ListedImage(repository, "", "", null, -1, why, false);
    }

    public static ListedImage failed(RepositoryName repository, String why) {
        return new ListedImage(repository, "", "", null, -1, why, true);
    }

}
