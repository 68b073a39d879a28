package dev.registryarchiver.selection;

import dev.registryarchiver.image.ImageConfig;
import dev.registryarchiver.image.ImageManifest;
import dev.registryarchiver.inventory.ImageInventory;

/**
 * Brings back what was learned of images, from documents that are on the disk instead of
 * those in the registry.
 */
public final class Recollection {

    private final ImageInventory inventory;

    private final SelectionProperties properties;

    public Recollection(ImageInventory inventory, SelectionProperties properties) {
        this.inventory = inventory;
        this.properties = properties;
    }

    /** Remembers an image as if it had been resolved. */
    public void of(ImageManifest manifest, ImageConfig config) {
        this.properties.platformChoices()
            .forEach((choice) -> ImageResolver.known(manifest, config, choice).ifPresent(this.inventory::remember));
    }

}
