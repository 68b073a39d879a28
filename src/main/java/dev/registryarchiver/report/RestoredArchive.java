package dev.registryarchiver.report;

import java.util.List;

/**
 * What became of an archive that was to be pushed to a registry.
 *
 * @param archive its file, as it was named
 * @param state what became of it
 * @param repository the repository it was pushed to, or empty
 * @param tags the tags there, the most telling one first
 * @param digest digest of what they point at, or empty
 * @param bytes how its blobs got there
 * @param detail why it was not pushed, or what is to be known besides; or empty
 */
public record RestoredArchive(String archive, State state, String repository, List<String> tags, String digest,
        Bytes bytes, String detail) {

    public RestoredArchive {
        tags = List.copyOf(tags);
    }

    /** One of which nothing can be said but why. */
    public static RestoredArchive notRestored(String archive, State state, String detail) {
        return new RestoredArchive(archive, state, "", List.of(), "", Bytes.NONE, detail);
    }

    /** What became of an archive. */
    public enum State {

        /** The registry has it now. */
        PUSHED,

        /** The registry had it before, under the same tags. */
        SKIPPED,

        /** It is not to be pushed. */
        LEFT_OUT,

        /** The registry does not have it, or not under all of its tags. */
        FAILED

    }

    /**
     * How blobs got to the registry.
     *
     * @param sent bytes of those that were sent
     * @param mounted bytes of those taken over from another repository
     * @param present bytes of those that were there
     */
    public record Bytes(long sent, long mounted, long present) {

        public static final Bytes NONE = new Bytes(0, 0, 0);

        Bytes plus(Bytes other) {
            return new Bytes(this.sent + other.sent, this.mounted + other.mounted, this.present + other.present);
        }

        @Override
        public String toString() {
            return "%s sent, %s mounted, %s there already".formatted(Quantities.bytes(this.sent),
                    Quantities.bytes(this.mounted), Quantities.bytes(this.present));
        }

    }

}
