package dev.registryarchiver.archive;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where the files in one of our archives lie, read from its headers alone: the content of
 * a layer is stepped over. Reads what {@link TarHeader} writes and no more.
 *
 * @param files the files by their names, in order
 */
record TarDirectory(Map<String, FileRange> files) {

    // Far more than an index of all platforms of an image has.
    private static final int MAX_FILES = 20_000;

    private static final int MAX_RECORDS = 64 * 1024;

    private static final int END_BLOCKS = 2;

    /**
     * Reads the headers.
     * @param bytes the archive, open for reading
     * @param first name that the first entry has to have
     * @return empty when it is no whole archive of ours
     */
    static Optional<TarDirectory> read(ArchiveBytes bytes, String first) throws IOException {
        Map<String, FileRange> files = new LinkedHashMap<>();
        Map<String, String> records = Map.of();
        long position = 0;
        while (position + TarHeader.BLOCK <= bytes.size() && files.size() < MAX_FILES) {
            byte[] block = new FileRange(bytes, position, TarHeader.BLOCK).bytes();
            if (block[0] == 0) {
                boolean whole = bytes.size() - position == (long) END_BLOCKS * TarHeader.BLOCK;
                return whole ? Optional.of(new TarDirectory(files)) : Optional.empty();
            }
            String name = records.getOrDefault("path", text(block, 0, 100));
            long size = size(records.getOrDefault("size", ""), text(block, 124, 11));
            FileRange content = new FileRange(bytes, position + TarHeader.BLOCK, size);
            if (size < 0 || (files.isEmpty() && !name.equals(first))) {
                return Optional.empty();
            }
            boolean extended = block[156] == 'x';
            if (block[156] == '0') {
                files.put(name, content);
            }
            if (extended && size > MAX_RECORDS) {
                return Optional.empty();
            }
            records = extended ? records(content.bytes()) : Map.of();
            position = content.position() + size + TarHeader.padding(size);
        }
        return Optional.empty();
    }

    /** A file that is small enough to be read. */
    Optional<FileRange> find(String name, long maxSize) {
        return Optional.ofNullable(this.files.get(name)).filter((file) -> file.length() <= maxSize);
    }

    private static String text(byte[] block, int offset, int length) {
        int end = offset;
        while (end < offset + length && block[end] != 0) {
            end++;
        }
        return new String(block, offset, end - offset, StandardCharsets.US_ASCII);
    }

    /** Negative when it is no number. */
    private static long size(String decimal, String octal) {
        try {
            return decimal.isEmpty() ? Long.parseLong(octal.strip(), 8) : Long.parseLong(decimal);
        }
        catch (NumberFormatException ex) {
            return -1;
        }
    }

    private static Map<String, String> records(byte[] content) {
        Map<String, String> records = new LinkedHashMap<>();
        for (String line : new String(content, StandardCharsets.US_ASCII).split("\n")) {
            int space = line.indexOf(' ');
            int equals = line.indexOf('=');
            if (space > 0 && equals > space) {
                records.put(line.substring(space + 1, equals), line.substring(equals + 1));
            }
        }
        return records;
    }

}
