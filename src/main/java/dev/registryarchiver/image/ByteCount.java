package dev.registryarchiver.image;

import java.util.Locale;

/**
 * A number of bytes in words: decimal units with three significant digits, such as
 * {@code 1.21 GB}.
 */
public final class ByteCount {

    private static final String[] UNITS = { "B", "kB", "MB", "GB", "TB", "PB", "EB" };

    private ByteCount() {
    }

    public static String of(long bytes) {
        double value = bytes;
        int unit = 0;
        // Not 1000: 999.5 kB would be printed as 1000 kB.
        while (value >= 999.5) {
            value /= 1000;
            unit++;
        }
        String format = (unit == 0 || value >= 99.95) ? "%.0f %s" : (value >= 9.995) ? "%.1f %s" : "%.2f %s";
        return String.format(Locale.ROOT, format, value, UNITS[unit]);
    }

}
