package dev.registryarchiver.selection;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.ImageManifest;
import dev.registryarchiver.image.Manifest;
import dev.registryarchiver.image.Platform;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.inventory.BuildDates;
import dev.registryarchiver.inventory.KnownImage;

/**
 * What is to be resolved, and the forms its answer can take.
 *
 * @param tagged what a tag points at
 */
record ResolveRequest(RepositoryName repository, Manifest tagged, PlatformChoice choice) {

    /** What is known before anything else is fetched. */
    BuildDates indexDates() {
        return ImageDates.ofTagged(this.tagged);
    }

    Finding image(ImageManifest manifest, Platform platform, BuildDates dates) {
        return new Finding(
                new KnownImage(address(), this.choice.toString(), "", InventoryValues.address(manifest.descriptor()),
                        InventoryValues.platform(platform), dates, manifest.contentSize()),
                true, true);
    }

    /** An image that cannot be archived; its dates tell whether that matters. */
    Finding refused(String why, BuildDates dates) {
        Descriptor address = address();
        return new Finding(new KnownImage(address, this.choice.toString(), why, address,
                InventoryValues.UNKNOWN_PLATFORM, dates, 0), true, true);
    }

    Finding notAnImage(@Nullable String why) {
        return new Finding(
                KnownImage.notAnImage(address(), this.choice.toString(), (why != null) ? why : "it cannot be read"),
                false, true);
    }

    private Descriptor address() {
        return InventoryValues.address(this.tagged.descriptor());
    }

}
