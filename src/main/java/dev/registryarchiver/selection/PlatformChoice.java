package dev.registryarchiver.selection;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.image.Platform;

/**
 * Which platform of an image is wanted: a certain one, or all of them.
 *
 * @param wanted the platform, or {@code null} for all
 */
record PlatformChoice(@Nullable Platform wanted) {

    static final PlatformChoice ALL = new PlatformChoice(null);

    private static final String ALL_WORD = "all";

    /** Parses {@code os/architecture[/variant]} or {@code all}. */
    static PlatformChoice of(String value) {
        return value.strip().equalsIgnoreCase(ALL_WORD) ? ALL : new PlatformChoice(Platform.of(value));
    }

    boolean isAll() {
        return this.wanted == null;
    }

    @Override
    public String toString() {
        return (this.wanted != null) ? this.wanted.toString() : ALL_WORD;
    }

}
