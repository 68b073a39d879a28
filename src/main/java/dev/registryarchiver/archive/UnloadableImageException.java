package dev.registryarchiver.archive;

import dev.registryarchiver.image.SelectedImage;

/** An image of which no archive can be made that {@code docker load} accepts. */
public final class UnloadableImageException extends ArchiveException {

    private final String why;

    UnloadableImageException(SelectedImage image, String why) {
        super("Cannot archive %s: %s, so that docker load would refuse it. Exclude the tag or build the image anew."
            .formatted(image, why));
        this.why = why;
    }

    /** The reason alone, in words. */
    public String why() {
        return this.why;
    }

}
