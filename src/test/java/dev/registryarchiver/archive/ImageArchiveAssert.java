package dev.registryarchiver.archive;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;

import dev.registryarchiver.image.Digest;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarFile;
import org.assertj.core.api.AbstractAssert;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Proves what every archive promises, with readers that share no code with the writer.
 */
public final class ImageArchiveAssert extends AbstractAssert<ImageArchiveAssert, Path> {

    private static final JsonMapper JSON = JsonMapper.builder()
        .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
        .build();

    private static final byte[] ZSTD = { 0x28, (byte) 0xB5, 0x2F, (byte) 0xFD };

    private final Map<String, byte[]> contents = new LinkedHashMap<>();

    private final byte[] bytes;

    private ImageArchiveAssert(Path file) {
        super(file, ImageArchiveAssert.class);
        try {
            this.bytes = Files.readAllBytes(file);
            readEntries();
        }
        catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    /** A file that must keep every promise. */
    public static ImageArchiveAssert assertThatArchive(Path file) {
        return new ImageArchiveAssert(file).isSound();
    }

    /** All entries in order, directories included. */
    public ImageArchiveAssert hasEntries(String... names) {
        assertThat(this.contents.keySet()).containsExactly(names);
        return this;
    }

    public ImageArchiveAssert hasArchiveTags(String... names) {
        assertThat(strings(archiveManifest().path("RepoTags"))).containsExactly(names);
        return this;
    }

    public ImageArchiveAssert hasLayers(List<Digest> digests) {
        assertThat(strings(archiveManifest().path("Layers")))
            .isEqualTo(digests.stream().map((digest) -> "blobs/sha256/" + digest.hex()).toList());
        return this;
    }

    public ImageArchiveAssert hasConfig(Digest digest) {
        assertThat(archiveManifest().path("Config").stringValue()).isEqualTo("blobs/sha256/" + digest.hex());
        return this;
    }

    public ImageArchiveAssert hasRoot(Digest digest, String mediaType) {
        assertThat(root().path("digest").stringValue()).isEqualTo(digest.toString());
        assertThat(root().path("mediaType").stringValue()).isEqualTo(mediaType);
        return this;
    }

    /** All annotations of the index's entry. */
    public ImageArchiveAssert hasAnnotations(Map<String, String> annotations) {
        Map<String, String> actual = new LinkedHashMap<>();
        root().path("annotations")
            .properties()
            .forEach((entry) -> actual.put(entry.getKey(), entry.getValue().stringValue()));
        assertThat(actual).isEqualTo(annotations);
        return this;
    }

    public ImageArchiveAssert doesNotHold(Digest digest) {
        assertThat(this.contents).doesNotContainKey("blobs/sha256/" + digest.hex());
        return this;
    }

    private void readEntries() throws IOException {
        long end = 0;
        try (TarFile tar = new TarFile(this.bytes)) {
            for (TarArchiveEntry entry : tar.getEntries()) {
                assertThat(this.contents).as("entries are distinct").doesNotContainKey(entry.getName());
                this.contents.put(entry.getName(), tar.getInputStream(entry).readAllBytes());
                isPlain(entry);
                end = padded(entry.getDataOffset() + entry.getSize());
                isZero(entry.getDataOffset() + entry.getSize(), end);
            }
        }
        assertThat(this.bytes).as("length with the end of the archive").hasSize((int) end + 1024);
        isZero(end, end + 1024);
    }

    private static void isPlain(TarArchiveEntry entry) {
        assertThat(entry.getMode() & 0777).isEqualTo(entry.isDirectory() ? 0755 : 0644);
        assertThat(entry.getLongUserId()).isZero();
        assertThat(entry.getLongGroupId()).isZero();
        assertThat(entry.getUserName()).isEmpty();
        assertThat(entry.getGroupName()).isEmpty();
        assertThat(entry.getLastModifiedTime().toMillis()).isZero();
        assertThat(entry.isFile() || entry.isDirectory()).isTrue();
    }

    private void isZero(long from, long to) {
        assertThat(Arrays.copyOfRange(this.bytes, (int) from, (int) to)).as("bytes %d to %d", from, to)
            .isEqualTo(new byte[(int) (to - from)]);
    }

    private ImageArchiveAssert isSound() {
        assertThat(this.contents.keySet()).startsWith("oci-layout", "index.json", "manifest.json", "blobs/",
                "blobs/sha256/");
        assertThat(document("oci-layout")).hasToString("{\"imageLayoutVersion\":\"1.0.0\"}");
        hasSortedKeys("oci-layout");
        hasSortedKeys("index.json");
        hasSortedKeys("manifest.json");
        blobsAreWhatTheyAreCalled();
        Set<String> reachable = new TreeSet<>();
        assertThat(document("index.json").path("schemaVersion").intValue()).isEqualTo(2);
        assertThat(document("index.json").path("manifests")).as("entries of index.json").hasSize(1);
        List<JsonNode> images = new ArrayList<>();
        collect(root(), reachable, images);
        assertThat(blobs()).as("every blob is reachable from index.json").isEqualTo(reachable);
        archiveManifestIsOneOf(images);
        diffIdsAreRight();
        return this;
    }

    private void hasSortedKeys(String name) {
        Object tree = JSON.readValue(content(name), Object.class);
        assertThat(content(name)).as("%s has sorted keys", name).isEqualTo(JSON.writeValueAsBytes(tree));
    }

    private void blobsAreWhatTheyAreCalled() {
        blobs().forEach((name) -> assertThat(Digest.sha256(content(name)).hex()).as(name)
            .isEqualTo(name.substring("blobs/sha256/".length())));
    }

    /** Follows a descriptor; children of an index may be missing, nothing else may. */
    private void collect(JsonNode descriptor, Set<String> reachable, List<JsonNode> images) {
        String name = hold(descriptor, reachable);
        JsonNode document = document(name);
        for (JsonNode child : document.path("manifests")) {
            if (this.contents.containsKey(nameOf(child))) {
                collect(child, reachable, images);
            }
        }
        if (document.has("config")) {
            images.add(document);
            hold(document.path("config"), reachable);
            document.path("layers").forEach((layer) -> hold(layer, reachable));
        }
    }

    private String hold(JsonNode descriptor, Set<String> reachable) {
        String name = nameOf(descriptor);
        assertThat(this.contents).containsKey(name);
        assertThat((long) content(name).length).as("size of %s", name).isEqualTo(descriptor.path("size").longValue());
        reachable.add(name);
        return name;
    }

    private void archiveManifestIsOneOf(List<JsonNode> images) {
        assertThat(document("manifest.json")).hasSize(1);
        assertThat(images).anySatisfy((image) -> {
            assertThat(nameOf(image.path("config"))).isEqualTo(archiveManifest().path("Config").stringValue());
            assertThat(StreamSupport.stream(image.path("layers").spliterator(), false).map(ImageArchiveAssert::nameOf))
                .containsExactlyElementsOf(strings(archiveManifest().path("Layers")));
        });
    }

    private void diffIdsAreRight() {
        List<String> diffIds = strings(
                document(archiveManifest().path("Config").stringValue()).path("rootfs").path("diff_ids"));
        List<String> layers = strings(archiveManifest().path("Layers"));
        assertThat(layers).hasSameSizeAs(diffIds);
        for (int i = 0; i < layers.size(); i++) {
            byte[] layer = content(layers.get(i));
            // Nothing here reads zstd but the tools of the interoperability tests.
            if (!startsWith(layer, ZSTD)) {
                assertThat(Digest.sha256(decompress(layer))).hasToString(diffIds.get(i));
            }
        }
    }

    private Set<String> blobs() {
        Set<String> blobs = new TreeSet<>(this.contents.keySet());
        blobs.removeIf((name) -> !name.startsWith("blobs/sha256/") || name.endsWith("/"));
        return blobs;
    }

    private JsonNode root() {
        return document("index.json").path("manifests").path(0);
    }

    private JsonNode archiveManifest() {
        return document("manifest.json").path(0);
    }

    private JsonNode document(String name) {
        return JSON.readTree(content(name));
    }

    private byte[] content(String name) {
        return Objects.requireNonNull(this.contents.get(name), name);
    }

    private static String nameOf(JsonNode descriptor) {
        return "blobs/" + descriptor.path("digest").stringValue().replace(':', '/');
    }

    private static List<String> strings(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonNode::stringValue).toList();
    }

    private static byte[] decompress(byte[] layer) {
        if (!startsWith(layer, new byte[] { 0x1F, (byte) 0x8B })) {
            return layer;
        }
        try (InputStream gzip = new BufferedInputStream(new GZIPInputStream(new ByteArrayInputStream(layer)))) {
            return gzip.readAllBytes();
        }
        catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private static boolean startsWith(byte[] bytes, byte[] magic) {
        for (int i = 0; i < magic.length; i++) {
            if (bytes.length <= i || bytes[i] != magic[i]) {
                return false;
            }
        }
        return true;
    }

    private static long padded(long size) {
        return (size + 511) / 512 * 512;
    }

}
