package dev.registryarchiver.selection;

import dev.registryarchiver.inventory.KnownImage;

/**
 * What a document turned out to be.
 *
 * @param decides whether it ends the search in an index
 * @param lasting whether it is true for ever
 */
record Finding(KnownImage image, boolean decides, boolean lasting) {

    Finding forNow() {
        return new Finding(this.image, this.decides, false);
    }

}
