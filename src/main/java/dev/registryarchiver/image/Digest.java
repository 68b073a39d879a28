package dev.registryarchiver.image;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Content address of a manifest or blob, such as {@code sha256:} and 64 hex digits.
 *
 * @param algorithm {@code sha256} or {@code sha512}
 * @param hex lowercase hex digits, 64 or 128 of them
 * @see <a href=
 * "https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests">image-spec,
 * digests</a>
 */
public record Digest(String algorithm, String hex) implements Comparable<Digest> {

    private static final Pattern HEX = Pattern.compile("[a-f0-9]+");

    private static final int ABBREVIATED_LENGTH = 12;

    public Digest {
        int expected = switch (algorithm) {
            case "sha256" -> 64;
            case "sha512" -> 128;
            default -> throw new IllegalArgumentException(
                    "Digest algorithm '%s' is not supported; use sha256 or sha512".formatted(Printable.of(algorithm)));
        };
        if (hex.length() != expected || !HEX.matcher(hex).matches()) {
            throw new IllegalArgumentException("'%s:%s' is not a digest; %s needs %d lowercase hex digits"
                .formatted(algorithm, Printable.of(hex), algorithm, expected));
        }
        // There may be a hundred thousand in memory.
        algorithm = algorithm.intern();
    }

    /** Parses {@code algorithm:hex}. */
    public static Digest of(String value) {
        int colon = value.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException(
                    "'%s' is not a digest; it needs the form sha256:<64 hex digits>".formatted(Printable.of(value)));
        }
        return new Digest(value.substring(0, colon), value.substring(colon + 1));
    }

    /** The SHA-256 digest of some bytes. */
    public static Digest sha256(byte[] content) {
        return from("sha256", newMessageDigest("sha256").digest(content));
    }

    /** The digest a finished {@link #newMessageDigest()} computed. */
    public static Digest from(String algorithm, byte[] hash) {
        return new Digest(algorithm, HexFormat.of().formatHex(hash));
    }

    /** A fresh computation of this digest's algorithm. */
    public MessageDigest newMessageDigest() {
        return newMessageDigest(this.algorithm);
    }

    /** Whether {@code content} has this digest. */
    public boolean matches(byte[] content) {
        return from(this.algorithm, newMessageDigest().digest(content)).equals(this);
    }

    /** The first 12 hex digits, enough for people and file names. */
    public String abbreviated() {
        return this.hex.substring(0, ABBREVIATED_LENGTH);
    }

    @Override
    public int compareTo(Digest other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return this.algorithm + ":" + this.hex;
    }

    private static MessageDigest newMessageDigest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm.equals("sha256") ? "SHA-256" : "SHA-512");
        }
        catch (NoSuchAlgorithmException ex) {
            throw new IllegalStateException("Every Java platform has SHA-256 and SHA-512", ex);
        }
    }

}
