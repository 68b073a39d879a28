package dev.registryarchiver.fake;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.MediaTypes;
import dev.registryarchiver.image.Platform;
import org.jspecify.annotations.Nullable;

/**
 * An index of several images. Every {@code with…} returns a changed copy.
 *
 * @param entries what it lists, in order
 * @param annotations annotations of the index itself
 * @param docker whether it is Docker's manifest list instead of an OCI index
 */
public record TestIndex(List<Entry> entries, Map<String, String> annotations, boolean docker) implements Pushable {

    private static final Platform UNKNOWN = new Platform("unknown", "unknown", "", "");

    public TestIndex {
        entries = List.copyOf(entries);
        annotations = new TreeMap<>(annotations);
    }

    /** An OCI index of images, each for its own platform. */
    public static TestIndex of(TestImage... images) {
        TestIndex index = new TestIndex(List.of(), Map.of(), false);
        for (TestImage image : images) {
            index = index.withEntry(image, image.platform());
        }
        return index;
    }

    /**
     * The same with one more entry at its end.
     * @param platform platform told in the index, or {@code null} for none
     */
    public TestIndex withEntry(Pushable pushable, @Nullable Platform platform) {
        return withEntry(new Entry(pushable.document().descriptor(), pushable.document(), platform, Map.of()));
    }

    /** The same with an entry of a manifest that is nowhere. */
    public TestIndex withMissingEntry(Pushable pushable, @Nullable Platform platform) {
        return withEntry(new Entry(pushable.document().descriptor(), null, platform, Map.of()));
    }

    /** The same with BuildKit's attestation of one of its images. */
    public TestIndex withAttestation(Digest image) {
        TestDocument attestation = TestArtifacts.attestation();
        return withEntry(new Entry(attestation.descriptor(), attestation, UNKNOWN,
                Json.ordered(Map.of("vnd.docker.reference.type", "attestation-manifest", "vnd.docker.reference.digest",
                        image.toString()))));
    }

    public TestIndex withEntry(Entry entry) {
        List<Entry> more = new ArrayList<>(this.entries);
        more.add(entry);
        return new TestIndex(more, this.annotations, this.docker);
    }

    public TestIndex withAnnotation(String name, String value) {
        Map<String, String> more = new TreeMap<>(this.annotations);
        more.put(name, value);
        return new TestIndex(this.entries, more, this.docker);
    }

    /** The same as Docker's manifest list. */
    public TestIndex asDocker() {
        return new TestIndex(this.entries, this.annotations, true);
    }

    public Digest digest() {
        return document().digest();
    }

    @Override
    public TestDocument document() {
        String mediaType = this.docker ? MediaTypes.DOCKER_MANIFEST_LIST : MediaTypes.OCI_INDEX;
        Map<String, Object> index = new LinkedHashMap<>();
        index.put("schemaVersion", 2);
        index.put("mediaType", mediaType);
        index.put("manifests", this.entries.stream().map(Entry::toJson).toList());
        Json.putUnlessEmpty(index, "annotations", this.annotations);
        List<TestDocument> children = new ArrayList<>();
        for (Entry entry : this.entries) {
            if (entry.document() != null) {
                children.add(entry.document());
            }
        }
        return new TestDocument(mediaType, Json.bytes(index), List.of(), children);
    }

    /**
     * An entry of an index.
     *
     * @param descriptor what the index says about it
     * @param document what is pushed, or {@code null} to leave it missing
     * @param platform platform told in the index, or {@code null} for none
     * @param annotations annotations of the entry
     */
    public record Entry(Descriptor descriptor, @Nullable TestDocument document, @Nullable Platform platform,
            Map<String, String> annotations) {

        private Map<String, Object> toJson() {
            Map<String, Object> fields = Json.descriptor(this.descriptor);
            if (this.platform != null) {
                fields.put("platform", Json.platform(this.platform));
            }
            Json.putUnlessEmpty(fields, "annotations", new TreeMap<>(this.annotations));
            return fields;
        }

    }

}
