package dev.registryarchiver.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Makes input that no honest author wrote: valid samples with pieces cut out, doubled,
 * overwritten and put in, which gets deeper into a reader than plain noise.
 */
public final class Hostile {

    private static final List<String> PIECES = List.of("", " ", "\t", "\r\n", "\0", "\\", "\"", "\"\"", ",", ";", "=",
            "/", "//", "..", "%", "%2f", "%zz", "@", ":", "<", ">", "{", "}", "[", "]", "null", "true", "0", "-1",
            "1e999", "9223372036854775808", "\u202e", "\ud800", "\u00e9", "\u001b[31m", "sha256:", "x".repeat(300),
            "[".repeat(2_000), "{\"a\":".repeat(500), ",".repeat(20_000), "\"" + "y".repeat(70_000));

    private Hostile() {
    }

    /** Damaged samples, and sometimes nothing but noise. */
    public static Arbitrary<byte[]> bytes(String... samples) {
        byte[][] contents = Arrays.stream(samples)
            .map((sample) -> sample.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
        Arbitrary<byte[]> damaged = Combinators.combine(Arbitraries.of(contents), damage().list().ofMaxSize(6))
            .as(Hostile::apply);
        Arbitrary<byte[]> noise = Arbitraries.bytes().array(byte[].class).ofMaxSize(300);
        return Arbitraries.frequencyOf(Tuple.of(9, damaged), Tuple.of(1, noise));
    }

    /** The same as text; what is no UTF-8 becomes a replacement character. */
    public static Arbitrary<String> text(String... samples) {
        return bytes(samples).map((content) -> new String(content, StandardCharsets.UTF_8));
    }

    private static Arbitrary<Damage> damage() {
        return Combinators
            .combine(Arbitraries.of(Damage.Kind.values()), Arbitraries.doubles().between(0, 1),
                    Arbitraries.doubles().between(0, 1), Arbitraries.of(PIECES))
            .as(Damage::new);
    }

    private static byte[] apply(byte[] sample, List<Damage> damages) {
        byte[] content = sample;
        for (Damage damage : damages) {
            content = damage.to(content);
        }
        return content;
    }

    /**
     * One thing done to some content.
     *
     * @param kind what is done
     * @param from where, as a part of the length
     * @param length how much of the rest, likewise
     * @param piece what is put there
     */
    private record Damage(Kind kind, double from, double length, String piece) {

        byte[] to(byte[] content) {
            int begin = (int) (this.from * content.length);
            int end = begin + (int) (this.length * this.length * (content.length - begin));
            byte[] put = this.piece.getBytes(StandardCharsets.UTF_8);
            return switch (this.kind) {
                case CUT -> Arrays.copyOf(content, begin);
                case REMOVE -> join(content, begin, new byte[0], end);
                case DOUBLE -> join(content, end, Arrays.copyOfRange(content, begin, end), end);
                case INSERT -> join(content, begin, put, begin);
                case OVERWRITE -> join(content, begin, put, Math.min(content.length, begin + put.length));
                case FLIP -> flipped(content, begin);
            };
        }

        private static byte[] join(byte[] content, int begin, byte[] put, int end) {
            ByteArrayOutputStream joined = new ByteArrayOutputStream();
            joined.write(content, 0, begin);
            joined.writeBytes(put);
            joined.write(content, end, content.length - end);
            return joined.toByteArray();
        }

        private byte[] flipped(byte[] content, int at) {
            byte[] changed = content.clone();
            if (at < changed.length) {
                changed[at] ^= (byte) (1 << (int) (this.length * 7));
            }
            return changed;
        }

        enum Kind {

            CUT, REMOVE, DOUBLE, INSERT, OVERWRITE, FLIP

        }

    }

}
