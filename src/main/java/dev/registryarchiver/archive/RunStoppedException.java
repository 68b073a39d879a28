package dev.registryarchiver.archive;

import dev.registryarchiver.image.SelectedImage;

/** The run was asked to stop while an image was being archived. */
public final class RunStoppedException extends ArchiveException {

    RunStoppedException(SelectedImage image) {
        super("Stopped while archiving %s; the next run archives it.".formatted(image));
    }

}
