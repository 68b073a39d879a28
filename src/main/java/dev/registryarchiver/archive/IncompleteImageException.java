package dev.registryarchiver.archive;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Printable;
import dev.registryarchiver.image.SelectedImage;

/** The registry does not have a part that an image lists. */
public final class IncompleteImageException extends ArchiveException {

    private final Descriptor missing;

    IncompleteImageException(SelectedImage image, Descriptor missing) {
        super("Cannot archive %s: the registry does not have %s of type '%s'. Push the image again.".formatted(image,
                missing.digest(), Printable.of(missing.mediaType())));
        this.missing = missing;
    }

    /** The part that is missing. */
    public Descriptor missing() {
        return this.missing;
    }

}
