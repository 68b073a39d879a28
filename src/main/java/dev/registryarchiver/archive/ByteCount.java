package dev.registryarchiver.archive;

import java.util.Locale;

/** A number of bytes in words, such as {@code 212 MB}; units are powers of 1000. */
final class ByteCount {

    private static final String[] UNITS = { "kB", "MB", "GB", "TB", "PB", "EB" };

    private ByteCount() {
    }

    static String of(long bytes) {
        if (bytes < 1000) {
            return bytes + " bytes";
        }
        double amount = bytes / 1000.0;
        int unit = 0;
        // Not 1000: 999.5 kB would be printed as 1000 kB.
        while (amount >= 999.5) {
            amount /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, (amount < 9.95) ? "%.1f %s" : "%.0f %s", amount, UNITS[unit]);
    }

}
