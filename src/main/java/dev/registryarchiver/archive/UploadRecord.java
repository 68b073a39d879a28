package dev.registryarchiver.archive;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import dev.registryarchiver.archive.ArchiveLayout.Slot;
import dev.registryarchiver.archive.Bucket.StoredPart;
import dev.registryarchiver.image.Digest;

/**
 * How far an archive came on its way into a bucket, kept as a small object beside the
 * archives. It counts only up to the end of a blob whose digest was right; what came
 * after it cannot be proven and is fetched again.
 *
 * @param upload the upload it is about
 * @param layout fingerprint of what lies where
 * @param partSize bytes of each part but the last
 * @param position bytes that are right
 * @param parts fingerprint of the whole parts among them
 * @param rest digest of the bytes behind these parts
 */
record UploadRecord(String upload, String layout, long partSize, long position, String parts, String rest) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    static Optional<UploadRecord> of(byte[] content) {
        try {
            return Optional.ofNullable(JSON.readValue(content, UploadRecord.class))
                .filter((stored) -> stored.upload != null && stored.layout != null && stored.partSize > 0);
        }
        catch (JacksonException ex) {
            return Optional.empty();
        }
    }

    byte[] content() {
        return JSON.writeValueAsBytes(this);
    }

    /** Number of whole parts that are right. */
    int wholeParts() {
        return (int) (this.position / this.partSize);
    }

    /** Whether this is about the same bytes in the same parts. */
    boolean isAbout(ArchiveLayout other, long sizeOfParts) {
        return this.layout.equals(fingerprint(other)) && this.partSize == sizeOfParts && this.position > 0
                && this.position < other.length() && this.position / sizeOfParts < Integer.MAX_VALUE;
    }

    /**
     * Whether the storage has the very parts that were written.
     * @return what it said of each when it was written; empty when it has not
     */
    Optional<List<String>> prove(Map<Integer, StoredPart> stored) {
        List<StoredPart> proven = IntStream.rangeClosed(1, wholeParts())
            .mapToObj((number) -> stored.getOrDefault(number, new StoredPart("", -1)))
            .toList();
        List<String> tags = proven.stream().map(StoredPart::tag).toList();
        boolean whole = proven.stream().allMatch((part) -> part.size() == this.partSize);
        return Optional.of(tags).filter((found) -> whole && fingerprint(found).equals(this.parts));
    }

    /** Headers hold paths and sizes, so the same headers have the same places. */
    static String fingerprint(ArchiveLayout layout) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (Slot slot : layout.slots()) {
            content.writeBytes(slot.header());
            if (slot.part() instanceof ArchivePart.Document document) {
                content.writeBytes(document.content());
            }
        }
        return Digest.sha256(content.toByteArray()).hex();
    }

    static String fingerprint(List<String> tags) {
        return Digest.sha256(String.join("\n", tags).getBytes(StandardCharsets.UTF_8)).hex();
    }

}
