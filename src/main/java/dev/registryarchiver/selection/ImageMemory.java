package dev.registryarchiver.selection;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.registryarchiver.image.Digest;
import dev.registryarchiver.inventory.ImageInventory;
import dev.registryarchiver.inventory.KnownImage;

/**
 * What is known of images, and what was learned of them since the inventory was last
 * written to: one commit costs more than many rows. Safe for use by many threads.
 */
final class ImageMemory {

    /**
     * Images learned after which they are written, so that a process that dies forgets no
     * more than these.
     */
    static final int MOST_UNWRITTEN = 100;

    private final ImageInventory inventory;

    private List<KnownImage> unwritten = new ArrayList<>();

    ImageMemory(ImageInventory inventory) {
        this.inventory = inventory;
    }

    /** What was learned of a digest under a choice of platform. */
    Optional<KnownImage> known(Digest tagged, PlatformChoice choice) {
        return this.inventory.known(tagged, choice.toString());
    }

    void learn(KnownImage image) {
        if (add(image) >= MOST_UNWRITTEN) {
            write();
        }
    }

    /** Writes what was learned. */
    void write() {
        this.inventory.remember(takeUnwritten());
    }

    /** What was learned, for the caller to write. */
    synchronized List<KnownImage> takeUnwritten() {
        List<KnownImage> taken = this.unwritten;
        this.unwritten = new ArrayList<>();
        return taken;
    }

    private synchronized int add(KnownImage image) {
        this.unwritten.add(image);
        return this.unwritten.size();
    }

}
