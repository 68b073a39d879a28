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
 * A small but real image that {@code docker load} would accept. Every {@code with…}
 * returns a changed copy; an image without layers of its own gets one that depends on its
 * build time, so that images built at different times differ.
 *
 * @param created build time as written into the config, or {@code null} to leave it out
 * @param platform what it runs on
 * @param layers layers, lowest first
 * @param labels labels of the config
 * @param annotations annotations of the manifest
 * @param historyCreated build time of the last history entry, or {@code null} for no
 * history
 * @param docker whether it has the media types of Docker schema 2 instead of OCI
 * @param configMediaType media type of the config, when it is not the usual one
 */
public record TestImage(@Nullable String created, Platform platform, List<TestLayer> layers, Map<String, String> labels,
        Map<String, String> annotations, @Nullable String historyCreated, boolean docker,
        @Nullable String configMediaType) implements Pushable {

    private static final String OCI_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";

    private static final String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip";

    public TestImage {
        layers = List.copyOf(layers);
        labels = new TreeMap<>(labels);
        annotations = new TreeMap<>(annotations);
    }

    /** An OCI image for linux/amd64. */
    public static TestImage createdAt(@Nullable String created) {
        return new TestImage(created, Platform.LINUX_AMD64, List.of(TestLayer.of("created.txt", "Built at " + created)),
                Map.of(), Map.of(), null, false, null);
    }

    public TestImage withCreated(@Nullable String value) {
        return new TestImage(value, this.platform, this.layers, this.labels, this.annotations, this.historyCreated,
                this.docker, this.configMediaType);
    }

    /** The same for another platform, such as {@code linux/arm64}. */
    public TestImage withPlatform(String value) {
        return withPlatform(Platform.of(value));
    }

    public TestImage withPlatform(Platform value) {
        return new TestImage(this.created, value, this.layers, this.labels, this.annotations, this.historyCreated,
                this.docker, this.configMediaType);
    }

    /** The same with these layers and no others. */
    public TestImage withLayers(TestLayer... values) {
        return new TestImage(this.created, this.platform, List.of(values), this.labels, this.annotations,
                this.historyCreated, this.docker, this.configMediaType);
    }

    public TestImage withLabel(String name, String value) {
        return new TestImage(this.created, this.platform, this.layers, with(this.labels, name, value), this.annotations,
                this.historyCreated, this.docker, this.configMediaType);
    }

    public TestImage withAnnotation(String name, String value) {
        return new TestImage(this.created, this.platform, this.layers, this.labels, with(this.annotations, name, value),
                this.historyCreated, this.docker, this.configMediaType);
    }

    public TestImage withHistoryCreated(String value) {
        return new TestImage(this.created, this.platform, this.layers, this.labels, this.annotations, value,
                this.docker, this.configMediaType);
    }

    /** The same with the media types of Docker schema 2. */
    public TestImage asDocker() {
        return new TestImage(this.created, this.platform, this.layers, this.labels, this.annotations,
                this.historyCreated, true, this.configMediaType);
    }

    public TestImage withConfigMediaType(String value) {
        return new TestImage(this.created, this.platform, this.layers, this.labels, this.annotations,
                this.historyCreated, this.docker, value);
    }

    public Descriptor manifestDescriptor() {
        return document().descriptor();
    }

    public Digest digest() {
        return document().digest();
    }

    public Descriptor configDescriptor() {
        String usual = this.docker ? MediaTypes.DOCKER_CONFIG : MediaTypes.OCI_CONFIG;
        byte[] content = config();
        return new Descriptor((this.configMediaType != null) ? this.configMediaType : usual, Digest.sha256(content),
                content.length);
    }

    public List<Descriptor> layerDescriptors() {
        return this.layers.stream()
            .map((layer) -> new Descriptor(this.docker ? DOCKER_LAYER : OCI_LAYER, Digest.sha256(layer.content()),
                    layer.content().length))
            .toList();
    }

    /** The exact bytes of the config. */
    public byte[] config() {
        Map<String, Object> config = new LinkedHashMap<>();
        Json.putUnlessEmpty(config, "created", this.created);
        config.putAll(Json.platform(this.platform));
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("Cmd", List.of("/bin/true"));
        Json.putUnlessEmpty(settings, "Labels", this.labels);
        config.put("config", settings);
        config.put("rootfs", Json.ordered(Map.of("type", "layers", "diff_ids",
                this.layers.stream().map((layer) -> layer.diffId().toString()).toList())));
        if (this.historyCreated != null) {
            config.put("history",
                    this.layers.stream()
                        .map((layer) -> Json.ordered(Map.of("created", this.historyCreated, "created_by", "test")))
                        .toList());
        }
        return Json.bytes(config);
    }

    @Override
    public TestDocument document() {
        String mediaType = this.docker ? MediaTypes.DOCKER_MANIFEST : MediaTypes.OCI_MANIFEST;
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("schemaVersion", 2);
        manifest.put("mediaType", mediaType);
        manifest.put("config", Json.descriptor(configDescriptor()));
        manifest.put("layers", layerDescriptors().stream().map(Json::descriptor).toList());
        Json.putUnlessEmpty(manifest, "annotations", this.annotations);
        List<Content> blobs = new ArrayList<>();
        blobs.add(Content.of(config()));
        this.layers.forEach((layer) -> blobs.add(Content.of(layer.content())));
        return new TestDocument(mediaType, Json.bytes(manifest), blobs, List.of());
    }

    private static Map<String, String> with(Map<String, String> map, String name, String value) {
        Map<String, String> more = new TreeMap<>(map);
        more.put(name, value);
        return more;
    }

}
