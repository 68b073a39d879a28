package dev.registryarchiver.selection;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.ImageConfig;
import dev.registryarchiver.image.ImageManifest;
import dev.registryarchiver.inventory.BuildDates;
import dev.registryarchiver.inventory.ImageInventory;
import dev.registryarchiver.inventory.KnownImage;

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

    /**
     * Remembers an image as if it had been resolved; nothing when it would not be chosen.
     */
    public void of(ImageManifest manifest, ImageConfig config) {
        if (manifest.whyNotAnImage().isPresent() || ImageExaminer.whyRefused(manifest, config).isPresent()) {
            return;
        }
        Descriptor address = InventoryValues.address(manifest.descriptor());
        BuildDates dates = ImageDates.of(manifest, config, BuildDates.NONE);
        this.inventory.remember(this.properties.platformChoices()
            .stream()
            .map((choice) -> new KnownImage(address, choice.toString(), "", address,
                    InventoryValues.platform(config.platform()), dates, manifest.contentSize()))
            .toList());
    }

}
