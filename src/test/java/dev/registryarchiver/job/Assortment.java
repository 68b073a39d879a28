package dev.registryarchiver.job;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import dev.registryarchiver.archive.ImageArchiveAssert;
import dev.registryarchiver.fake.Pushable;
import dev.registryarchiver.fake.TestArtifacts;
import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.fake.TestIndex;
import dev.registryarchiver.fake.TestLayer;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;
import dev.registryarchiver.real.RegistryPusher;

import static org.assertj.core.api.Assertions.assertThat;

/** Repositories of every kind, and what a run has to archive of each. */
final class Assortment {

    private static final String NEWEST = "2026-03-01T00:00:00Z";

    // In all of them, and large enough to begin at a block of the file system.
    private static final TestLayer BASE = TestLayer.random(0, 100_000);

    private final RegistryPusher pusher;

    private final Map<String, Expected> expected = new TreeMap<>();

    private int nothingToSave;

    private Assortment(RegistryPusher pusher) {
        this.pusher = pusher;
    }

    /**
     * What a run has to archive of a repository.
     *
     * @param tag the tag in the name of the archive
     * @param root what the tag points at
     */
    record Expected(String tag, Descriptor root) {
    }

    static Assortment pushedBy(RegistryPusher pusher) {
        Assortment assortment = new Assortment(pusher);
        assortment.pushImages();
        assortment.pushIndexes();
        assortment.pushWhatIsHardToCompare();
        assortment.pushWhatIsNoImage();
        return assortment;
    }

    /** Another repository, pushed by somebody else. */
    void expect(String repository, String tag, Descriptor root) {
        this.expected.put(repository, new Expected(tag, root));
    }

    Map<String, Expected> expected() {
        return this.expected;
    }

    Expected of(String repository) {
        return Objects.requireNonNull(this.expected.get(repository), repository);
    }

    /** Number of repositories. */
    int size() {
        return this.expected.size() + this.nothingToSave;
    }

    /** All of it and nothing else is there, and each is sound. */
    void isArchivedIn(Path archives) {
        assertThat(Archives.in(archives)).hasSize(this.expected.size());
        this.expected.forEach((repository, image) -> ImageArchiveAssert.assertThatArchive(file(archives, repository))
            .hasRoot(image.root().digest(), image.root().mediaType()));
    }

    Path file(Path archives, String repository) {
        String start = repository + "/" + of(repository).tag() + "_";
        return archives.resolve(Archives.in(archives)
            .keySet()
            .stream()
            .filter((name) -> name.startsWith(start))
            .findFirst()
            .orElseThrow(() -> new AssertionError("No archive %s…".formatted(start))));
    }

    /** What the summary of a run that saves all of it says. */
    String summary() {
        return "%d repositories: %d saved, 0 unchanged, %d with nothing to save, 0 failed".formatted(size(),
                this.expected.size(), this.nothingToSave);
    }

    // The newest is neither "latest" nor the last by name nor the last pushed.
    private void pushImages() {
        for (boolean docker : new boolean[] { true, false }) {
            String repository = docker ? "docker/app" : "oci/app/of/a/deep/name";
            expect(repository, "1.10.0", push(repository, "1.10.0", image(docker, NEWEST)));
            push(repository, "1.9.0", image(docker, "2026-02-01T00:00:00Z"));
            push(repository, "zeta", image(docker, "2025-06-01T00:00:00Z"));
            push(repository, "latest", image(docker, "2025-01-01T00:00:00Z"));
        }
        expect("oci/app", "only", push("oci/app", "only", image(false, NEWEST)));
    }

    private void pushIndexes() {
        TestImage image = image(false, NEWEST);
        TestIndex index = TestIndex.of(image.withPlatform("linux/arm64"), image).withAttestation(image.digest());
        push("multi/oci", "2", index);
        expect("multi/oci", "2", image.manifestDescriptor());
        push("multi/oci", "1", TestIndex.of(image(false, "2026-01-01T00:00:00Z")));
        TestImage docker = image(true, NEWEST);
        push("multi/docker", "2", TestIndex.of(docker, docker.withPlatform("linux/arm64")).asDocker());
        expect("multi/docker", "2", docker.manifestDescriptor());
    }

    private void pushWhatIsHardToCompare() {
        push("zones", "a", image(false, "2026-01-01T10:00:00+09:00"));
        expect("zones", "b", push("zones", "b", image(false, "2026-01-01T02:00:00Z")));
        TestImage same = image(false, NEWEST);
        push("same", "1.9.0", same.withLabel("version", "1.9.0"));
        expect("same", "1.10.0", push("same", "1.10.0", same.withLabel("version", "1.10.0")));
        Descriptor signed = push("signed", "1", image(false, NEWEST));
        push("signed", TestArtifacts.cosignTag(signed.digest()), TestArtifacts.cosignSignature());
        expect("signed", "1", signed);
    }

    private void pushWhatIsNoImage() {
        Digest elsewhere = image(false, NEWEST).digest();
        push("signature", TestArtifacts.cosignTag(elsewhere), TestArtifacts.cosignSignature());
        push("chart", "1.0.0", TestArtifacts.helmChart());
        this.pusher.deleteManifest("emptied", push("emptied", "1", image(false, NEWEST)).digest());
        this.nothingToSave = 3;
    }

    private Descriptor push(String repository, String tag, Pushable pushable) {
        return this.pusher.push(repository, tag, pushable);
    }

    private static TestImage image(boolean docker, String created) {
        TestImage image = TestImage.createdAt(created).withLayers(BASE, TestLayer.of("created.txt", created));
        // Where both were one config, tools would take them for one image.
        return docker ? image.withLabel("kind", "docker").asDocker() : image;
    }

}
