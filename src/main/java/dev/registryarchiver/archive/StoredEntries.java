package dev.registryarchiver.archive;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Finds the entries of an archive on the disk, and every byte of a header, of padding or
 * of the end that is not as {@link TarHeader} and {@link ArchiveLayout} write it. Reads
 * no content.
 */
final class StoredEntries {

    // Far more than an index of all platforms with as many layers as are accepted.
    private static final int MAX_ENTRIES = 100_000;

    private static final int TYPE = 156;

    private final ArchiveBytes archive;

    private final long length;

    private StoredEntries(ArchiveBytes archive) throws IOException {
        this.archive = archive;
        this.length = archive.size();
    }

    /**
     * All entries by name, in order.
     * @throws DamagedArchiveException if it is no archive of ours, or no longer one
     */
    static Map<String, StoredEntry> read(ArchiveBytes archive) throws IOException {
        return new StoredEntries(archive).read();
    }

    private Map<String, StoredEntry> read() throws IOException {
        Map<String, StoredEntry> entries = new LinkedHashMap<>();
        long offset = 0;
        while (!isEnd(offset)) {
            StoredEntry entry = entry(offset);
            if (entries.put(entry.path(), entry) != null || entries.size() > MAX_ENTRIES) {
                throw new DamagedArchiveException("the entry at byte %d is there a second time", offset);
            }
            if (!isZero(bytes(entry.end(), (int) (entry.next() - entry.end())))) {
                throw new DamagedArchiveException("the padding at byte %d is not empty", entry.end());
            }
            offset = entry.next();
        }
        return entries;
    }

    private boolean isEnd(long offset) throws IOException {
        if (!isZero(bytes(offset, TarHeader.BLOCK))) {
            return false;
        }
        if (this.length != offset + 2L * TarHeader.BLOCK || !isZero(bytes(offset + TarHeader.BLOCK, TarHeader.BLOCK))) {
            throw new DamagedArchiveException("its end at byte %d is not the end of the file, which has %d bytes",
                    offset, this.length);
        }
        return true;
    }

    private StoredEntry entry(long offset) throws IOException {
        byte[] block = bytes(offset, TarHeader.BLOCK);
        long position = offset + TarHeader.BLOCK;
        Map<String, String> records = Map.of();
        if (block[TYPE] == 'x') {
            int size = (int) Math.min(octal(block), TarHeader.MAX_LENGTH);
            records = records(new String(bytes(position, size), StandardCharsets.US_ASCII));
            position += size + TarHeader.padding(size);
            block = bytes(position, TarHeader.BLOCK);
            position += TarHeader.BLOCK;
        }
        String path = records.getOrDefault("path", name(block));
        @Nullable String large = records.get("size");
        long size = (large != null) ? number(large, 10) : octal(block);
        byte[] header = TarHeader.of(path, size, path.endsWith("/"), (int) (position - offset));
        if (header.length != position - offset || !Arrays.equals(header, bytes(offset, header.length))) {
            throw new DamagedArchiveException("the header at byte %d is not as it was written", offset);
        }
        if (size > this.length - position) {
            throw new DamagedArchiveException("it ends at byte %d, within the content of %s", this.length, path);
        }
        return new StoredEntry(path, position, size);
    }

    private byte[] bytes(long position, int count) throws IOException {
        if (position + count > this.length) {
            throw new DamagedArchiveException("it ends early, at byte %d", this.length);
        }
        return new FileRange(this.archive, position, count).bytes();
    }

    private static Map<String, String> records(String text) {
        Map<String, String> records = new LinkedHashMap<>();
        for (String line : text.split("\n")) {
            String record = line.substring(line.indexOf(' ') + 1);
            int equals = record.indexOf('=');
            if (equals > 0) {
                records.put(record.substring(0, equals), record.substring(equals + 1));
            }
        }
        return records;
    }

    private static String name(byte[] block) {
        String name = new String(block, 0, 100, StandardCharsets.US_ASCII);
        int end = name.indexOf('\0');
        return (end < 0) ? name : name.substring(0, end);
    }

    private static long octal(byte[] block) {
        return number(new String(block, 124, 11, StandardCharsets.US_ASCII), 8);
    }

    /** Zero where there is no number: then the header as it would be differs. */
    private static long number(String text, int radix) {
        try {
            return Math.max(0, Long.parseLong(text, radix));
        }
        catch (NumberFormatException ex) {
            return 0;
        }
    }

    private static boolean isZero(byte[] bytes) {
        for (byte each : bytes) {
            if (each != 0) {
                return false;
            }
        }
        return true;
    }

}
