package dev.registryarchiver.selection;

import java.util.regex.Pattern;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Platform;

/** What the inventory keeps of values that the author of an image is free to choose. */
final class InventoryValues {

    static final Platform UNKNOWN_PLATFORM = new Platform("unknown", "unknown", "", "");

    // What a platform consists of goes into names, log lines and columns.
    private static final Pattern PLAIN_PLATFORM = Pattern.compile("[A-Za-z0-9._/-]{1,90}");

    private static final int MAX_MEDIA_TYPE = 255;

    private InventoryValues() {
    }

    static Platform platform(Platform platform) {
        boolean plain = PLAIN_PLATFORM.matcher(platform.toString()).matches()
                && (platform.osVersion().isEmpty() || PLAIN_PLATFORM.matcher(platform.osVersion()).matches());
        return plain ? platform : UNKNOWN_PLATFORM;
    }

    /** A document bare of everything that only its index says of it. */
    static Descriptor address(Descriptor descriptor) {
        String mediaType = descriptor.mediaType();
        return new Descriptor((mediaType.length() <= MAX_MEDIA_TYPE) ? mediaType : "", descriptor.digest(),
                descriptor.size());
    }

}
