package dev.registryarchiver.selection;

import dev.registryarchiver.inventory.BuildDates;
import dev.registryarchiver.registry.ContentMismatchException;
import dev.registryarchiver.registry.RegistryException;

/** What a tag points at cannot be judged, and no trying again will help. */
final class BrokenImageException extends RuntimeException {

    private final BuildDates dates;

    private final RegistryException fault;

    /**
     * @param dates what is known without the part that is missing
     * @param cause a lasting failure
     */
    BrokenImageException(BuildDates dates, RegistryException cause) {
        super(cause);
        this.dates = dates;
        this.fault = cause;
    }

    BuildDates dates() {
        return this.dates;
    }

    /** Whether it may only have been damaged on its way. */
    boolean isWorthAnotherLook() {
        return this.fault instanceof ContentMismatchException;
    }

    /** What is wrong, a lasting failure. */
    RegistryException fault() {
        return this.fault;
    }

}
