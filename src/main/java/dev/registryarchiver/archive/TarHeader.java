package dev.registryarchiver.archive;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The header of a tar entry: one ustar block, after a PAX header where a name or a size
 * does not fit into it. Owner, mode and time are the same in every archive.
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

    private static final int MAX_USTAR_NAME = 100;

    private static final char FILE = '0';

    private static final char DIRECTORY = '5';

    private static final char PAX = 'x';

    private TarHeader() {
    }

    /** All header blocks of an entry; a multiple of {@link #BLOCK} bytes. */
    static byte[] of(ArchivePart part) {
        return of(part.path(), part.size(), part instanceof ArchivePart.Directory);
    }

    /** The same for an entry of which only this much is known. */
    static byte[] of(String path, long size, boolean directory) {
        boolean longPath = path.length() > MAX_USTAR_NAME;
        boolean large = size > MAX_USTAR_SIZE;
        // A reader takes name and size from the PAX records, wherever these have them.
        String name = longPath ? path.substring(0, MAX_USTAR_NAME) : path;
        char type = directory ? DIRECTORY : FILE;
        byte[] block = block(name, type, large ? 0 : size);
        if (!longPath && !large) {
            return block;
        }
        ByteArrayOutputStream header = new ByteArrayOutputStream(3 * BLOCK);
        byte[] records = records(longPath ? record("path", path) : "",
                large ? record("size", Long.toString(size)) : "");
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

    private static byte[] records(String... records) {
        return String.join("", records).getBytes(StandardCharsets.US_ASCII);
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
