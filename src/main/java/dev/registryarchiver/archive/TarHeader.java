package dev.registryarchiver.archive;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The header of a tar entry: one ustar block, after a PAX header where a name or a size
 * does not fit into it, or where a comment moves the content of a large blob to the next
 * multiple of {@link #ALIGNMENT}. Owner, mode and time are the same in every archive.
 *
 * @see <a href=
 * "https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13">POSIX,
 * pax interchange format and ustar</a>
 */
final class TarHeader {

    /** Headers and contents are laid out in blocks of this many bytes. */
    static final int BLOCK = 512;

    /** The largest size that 11 octal digits hold: one byte less than 8 GiB. */
    static final long MAX_USTAR_SIZE = 077777777777L;

    /** File systems share blocks of this many bytes between files. */
    static final int ALIGNMENT = 4096;

    /** The longest header: an alignment more than name and size need. */
    static final int MAX_LENGTH = 8 * BLOCK + ALIGNMENT;

    // What smaller blobs could share is not much more than what moving them takes.
    private static final long SMALLEST_ALIGNED = 64 * 1024;

    private static final int MAX_USTAR_NAME = 100;

    // A record of no more than its own length, its name and the signs between them.
    private static final int SHORTEST_COMMENT = "12 comment=\n".length();

    private static final char FILE = '0';

    private static final char DIRECTORY = '5';

    private static final char PAX = 'x';

    private TarHeader() {
    }

    /**
     * All header blocks of an entry; a multiple of {@link #BLOCK} bytes.
     * @param offset where it begins in the archive
     */
    static byte[] of(ArchivePart part, long offset) {
        byte[] shortest = of(part.path(), part.size(), part instanceof ArchivePart.Directory, 0);
        if (!(part instanceof ArchivePart.Blob) || part.size() < SMALLEST_ALIGNED) {
            return shortest;
        }
        long missing = -(offset + shortest.length) & (ALIGNMENT - 1);
        return (missing == 0) ? shortest : of(part.path(), part.size(), false, shortest.length + (int) missing);
    }

    /**
     * The same for an entry of which only this much is known.
     * @param length of the header, reached by a comment; longer by an alignment when that
     * leaves no room for one, and no shorter than needed
     */
    static byte[] of(String path, long size, boolean directory, int length) {
        boolean longPath = path.length() > MAX_USTAR_NAME;
        boolean large = size > MAX_USTAR_SIZE;
        // A reader takes name and size from the PAX records, wherever these have them.
        String name = longPath ? path.substring(0, MAX_USTAR_NAME) : path;
        char type = directory ? DIRECTORY : FILE;
        byte[] block = block(name, type, large ? 0 : size);
        String needed = (longPath ? record("path", path) : "") + (large ? record("size", Long.toString(size)) : "");
        byte[] records = (needed + comment(needed.length(), length)).getBytes(StandardCharsets.US_ASCII);
        if (records.length == 0) {
            return block;
        }
        ByteArrayOutputStream header = new ByteArrayOutputStream(MAX_LENGTH);
        header.writeBytes(block(paxName(path), PAX, records.length));
        header.writeBytes(records);
        header.writeBytes(new byte[(int) padding(records.length)]);
        header.writeBytes(block);
        return header.toByteArray();
    }

    /** Zero bytes between content of this length and the next block. */
    static long padding(long size) {
        return -size & (BLOCK - 1);
    }

    private static byte[] block(String name, char type, long size) {
        byte[] block = new byte[BLOCK];
        put(block, 0, name);
        put(block, 100, (type == DIRECTORY) ? "0000755" : "0000644");
        put(block, 108, "0000000");
        put(block, 116, "0000000");
        put(block, 124, octal(size, 11));
        put(block, 136, octal(0, 11));
        put(block, 148, "        ");
        block[156] = (byte) type;
        put(block, 257, "ustar");
        put(block, 263, "00");
        put(block, 148, octal(sum(block), 6) + "\0 ");
        return block;
    }

    // What is missing of the room between the PAX header and the ustar block.
    private static String comment(int records, int length) {
        int shortest = BLOCK + ((records > 0) ? BLOCK + records + (int) padding(records) : 0);
        if (length <= shortest) {
            return "";
        }
        int missing = length - 2 * BLOCK - records;
        while (missing < SHORTEST_COMMENT) {
            missing += ALIGNMENT;
        }
        String prefix = missing + " comment=";
        return prefix + ".".repeat(missing - prefix.length() - 1) + "\n";
    }

    /** The length that a record starts with counts its own digits. */
    private static String record(String key, String value) {
        int rest = key.length() + value.length() + 3;
        int length = rest + Integer.toString(rest).length();
        length = rest + Integer.toString(length).length();
        return length + " " + key + "=" + value + "\n";
    }

    private static String paxName(String path) {
        String name = "PaxHeaders/" + path.substring(path.lastIndexOf('/') + 1);
        return name.substring(0, Math.min(name.length(), MAX_USTAR_NAME));
    }

    private static void put(byte[] block, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, block, offset, bytes.length);
    }

    private static String octal(long value, int digits) {
        char[] zeros = new char[digits];
        Arrays.fill(zeros, '0');
        String octal = Long.toOctalString(value);
        return new String(zeros, 0, digits - octal.length()) + octal;
    }

    private static long sum(byte[] block) {
        long sum = 0;
        for (byte each : block) {
            sum += each & 0xFF;
        }
        return sum;
    }

}
