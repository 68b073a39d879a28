package dev.registryarchiver.archive;

import java.util.ArrayList;
import java.util.List;

/**
 * Part of a slot that one connection at a time fills, from its first byte on.
 *
 * @param number counted through the whole archive
 * @param start first byte, counted from the start of the slot
 * @param length number of bytes
 */
record Segment(int number, long start, long length) {

    /** Large enough that a request for each costs nothing. */
    static final long LENGTH = 16L << 20;

    // The size in a manifest is a claim, and each segment takes memory before the first
    // byte of it has come.
    private static final int MOST = 1024;

    /** Behind the last byte, counted from the start of the slot. */
    long end() {
        return this.start + this.length;
    }

    /** The segments of each slot in order; even an empty slot has one. */
    static List<List<Segment>> of(ArchiveLayout layout) {
        List<List<Segment>> slots = new ArrayList<>(layout.slots().size());
        int number = 0;
        for (ArchiveLayout.Slot slot : layout.slots()) {
            List<Segment> segments = of(slot.part().size(), number);
            slots.add(segments);
            number += segments.size();
        }
        return slots;
    }

    private static List<Segment> of(long size, int first) {
        long length = Math.max(LENGTH, size / MOST + 1);
        List<Segment> segments = new ArrayList<>();
        long start = 0;
        do {
            segments.add(new Segment(first + segments.size(), start, Math.min(length, size - start)));
            start += length;
        }
        while (start > 0 && start < size);
        return List.copyOf(segments);
    }

}
