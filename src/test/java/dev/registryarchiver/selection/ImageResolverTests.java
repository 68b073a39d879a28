package dev.registryarchiver.selection;

import java.time.Instant;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.Pushable;
import dev.registryarchiver.fake.RecordedRequest;
import dev.registryarchiver.fake.TestArtifacts;
import dev.registryarchiver.fake.TestDocument;
import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.fake.TestIndex;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.MediaTypes;
import dev.registryarchiver.image.Platform;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.image.Tag;
import dev.registryarchiver.inventory.BuildDates;
import dev.registryarchiver.inventory.KnownImage;
import dev.registryarchiver.inventory.TestDatabase;
import dev.registryarchiver.registry.RegistryClient;
import dev.registryarchiver.registry.TestClients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

class ImageResolverTests {

    private static final RepositoryName APP = RepositoryName.of("team/app");

    private static final String LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";

    private static final String FOREIGN = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";

    private static final String CONFIG = "{\"os\":\"linux\",\"architecture\":\"amd64\","
            + "\"created\":\"2026-01-02T03:04:05Z\",\"rootfs\":{\"diff_ids\":[\"sha256:%s\"]}}"
                .formatted("0".repeat(64));

    private static final TestImage AMD = TestImage.createdAt("2026-01-02T03:04:05Z");

    private static final TestImage ARM = AMD.withPlatform("linux/arm64");

    private final FakeRegistry registry = new FakeRegistry();

    private final TestDatabase database = new TestDatabase();

    @AfterEach
    void close() {
        this.registry.close();
        this.database.close();
    }

    @Test
    void resolvesManifest() {
        KnownImage image = resolve(AMD, "linux/amd64");

        Descriptor manifest = AMD.manifestDescriptor();
        assertThat(image).isEqualTo(new KnownImage(manifest, "linux/amd64", "", manifest, Platform.LINUX_AMD64,
                image.dates(), AMD.configDescriptor().size() + AMD.layerDescriptors().get(0).size()));
        assertThat(image.dates().created()).isEqualTo("2026-01-02T03:04:05Z");
    }

    @Test
    void readsEveryDate() {
        String created = "org.opencontainers.image.created";
        TestImage image = AMD.withAnnotation(created, "2026-01-01T00:00:02Z")
            .withLabel(created, "2026-01-01T00:00:04Z")
            .withLabel("org.label-schema.build-date", "2026-01-01T00:00:05Z")
            .withHistoryCreated("2026-01-01T00:00:06Z");

        KnownImage known = resolve(TestIndex.of(image).withAnnotation(created, "2026-01-01T00:00:03Z"), "linux/amd64");

        assertThat(known.dates()).isEqualTo(new BuildDates(Instant.parse("2026-01-02T03:04:05Z"), second(2), second(3),
                second(4), second(5), second(6)));
    }

    @Test
    void takesWantedPlatformOutOfIndexM10() {
        TestIndex index = TestIndex.of(ARM, AMD).withAttestation(AMD.digest());

        KnownImage image = resolve(index, "linux/amd64");

        assertThat(image.tagged().digest()).isEqualTo(index.digest());
        assertThat(image.manifest()).isEqualTo(AMD.manifestDescriptor());
        assertThat(image.platform()).isEqualTo(Platform.LINUX_AMD64);
        assertThat(manifestRequests()).doesNotContain(ARM.digest().toString());
    }

    @Test
    void findsNoImageInIndexOfAttestationsM11() {
        TestIndex index = TestIndex.of().withAttestation(AMD.digest());

        assertThat(resolve(index, "linux/amd64").notAnImage()).isEqualTo("its index holds no image");
        assertThat(resolve(index, "all").notAnImage()).isEqualTo("its index holds no image");
        assertThat(resolve(TestIndex.of(), "all").notAnImage()).isEqualTo("its index holds no image");
    }

    @Test
    void saysWhichPlatformsThereAreInstead() {
        TestIndex index = TestIndex.of(ARM, AMD.withPlatform("windows/amd64"));

        assertThat(resolve(index, "linux/amd64").notAnImage())
            .isEqualTo("its index has no image for linux/amd64, only for linux/arm64, windows/amd64");
    }

    @Test
    void leavesPlatformOfAPlainManifestToTheSelection() {
        assertThat(resolve(ARM, "linux/amd64").isImage()).isTrue();
        assertThat(resolve(ARM, "linux/amd64").platform()).hasToString("linux/arm64");
    }

    @Test
    void takesImageThatDoesNotSayWhatItRunsOn() {
        TestImage silent = AMD.withPlatform(new Platform("", "", "", ""));

        assertThat(resolve(silent, "linux/amd64").isImage()).isTrue();
        assertThat(resolve(silent, "linux/arm64").isImage()).isTrue();
    }

    @Test
    void confirmsEntryWithoutPlatformByItsConfigM16() {
        TestIndex silent = TestIndex.of().withEntry(ARM, null).withEntry(AMD, null);

        assertThat(resolve(silent, "linux/amd64").manifest()).isEqualTo(AMD.manifestDescriptor());
        assertThat(resolve(silent.withEntry(AMD.withLabel("a", "b"), Platform.LINUX_AMD64), "linux/amd64").manifest())
            .isEqualTo(AMD.withLabel("a", "b").manifestDescriptor());
        assertThat(resolve(silent, "linux/s390x").notAnImage())
            .isEqualTo("it runs on linux/amd64 and not on linux/s390x");
    }

    @ParameterizedTest(name = "M17 depth {0}")
    @ValueSource(ints = { 1, 2, 3 })
    void followsIndexesInsideIndexes(int depth) {
        assertThat(resolve(nested(depth), "linux/amd64").manifest()).isEqualTo(AMD.manifestDescriptor());
    }

    @ParameterizedTest(name = "M17 depth {0}")
    @ValueSource(ints = { 4, 10 })
    void doesNotFollowTooFar(int depth) {
        assertThat(resolve(nested(depth), "linux/amd64").notAnImage())
            .isEqualTo("its indexes are nested deeper than 3 levels");
        assertThat(manifestRequests()).hasSize(3);
    }

    @Test
    void visitsEveryIndexOnceM17() {
        TestIndex inner = TestIndex.of(ARM);
        TestIndex outer = TestIndex.of().withEntry(inner, null).withEntry(inner, null).withEntry(AMD, AMD.platform());

        assertThat(resolve(outer, "linux/amd64").isImage()).isTrue();
        assertThat(manifestRequests()).containsOnlyOnce(inner.digest().toString());
    }

    @Test
    void boundsTheNumberOfIndexes() {
        TestIndex outer = TestIndex.of();
        for (int i = 0; i < 60; i++) {
            outer = outer.withEntry(TestIndex.of().withAnnotation("n", "" + i), null);
        }

        assertThat(resolve(outer, "linux/amd64").isImage()).isFalse();
        assertThat(manifestRequests()).hasSize(50);
    }

    @ParameterizedTest(name = "M18 {0}")
    @EnumSource
    void knowsWhatIsNoImage(Artifact artifact) {
        KnownImage known = resolve(artifact.document, "linux/amd64");

        assertThat(known.notAnImage()).isEqualTo(artifact.why);
        assertThat(known.dates()).isEqualTo(BuildDates.NONE);
        assertThat(this.registry.requests("GET", ".*/blobs/.*")).isEmpty();
    }

    @Test
    void toleratesOldConfigTypeM19() {
        assertThat(resolve(AMD.withConfigMediaType("application/octet-stream"), "linux/amd64").isImage()).isTrue();
    }

    @Test
    void refusesConfigThatCountsOtherLayersM20() {
        String two = CONFIG.replace("]}", ",\"sha256:%s\"]}".formatted("1".repeat(64)));

        KnownImage known = resolve(TestArtifacts.manifest(MediaTypes.OCI_CONFIG, two, LAYER, Map.of()), "linux/amd64");

        assertThat(known.notAnImage()).isEqualTo("the number of layers differs: 1 in its manifest and 2 in its config");
    }

    @Test
    void readsDateOfSchema1AndRefusesItsArchiveM21() {
        TestDocument schema1 = TestDocument.of(MediaTypes.DOCKER_SCHEMA1_SIGNED,
                "{\"schemaVersion\":1,\"fsLayers\":[],\"history\":[{\"v1Compatibility\":"
                        + "\"{\\\"created\\\":\\\"2016-01-02T03:04:05Z\\\"}\"}]}");

        KnownImage known = resolve(schema1, "linux/amd64");

        assertThat(known.notAnImage())
            .isEqualTo("it is of Docker schema 1, which docker load no longer accepts; push it again");
        assertThat(known.dates().created()).isEqualTo("2016-01-02T03:04:05Z");
    }

    @Test
    void skipsPlatformThatIsMissingAndDoesNotRememberThatM22() {
        TestIndex index = TestIndex.of(ARM).withMissingEntry(AMD, AMD.platform());

        assertThat(resolve(index, "linux/amd64").notAnImage())
            .isEqualTo("the registry does not have the manifest for linux/amd64 that its index names");
        assertThat(resolve(index, "linux/arm64").isImage()).isTrue();
        this.registry.push(APP.value(), AMD);

        assertThat(resolve(index, "linux/amd64").isImage()).isTrue();
    }

    @Test
    void takesLowerVariantForNowWhenTheBetterIsMissingM22() {
        TestImage v6 = AMD.withPlatform("linux/arm/v6");
        TestImage v7 = AMD.withPlatform("linux/arm/v7");
        TestIndex index = TestIndex.of(v6).withMissingEntry(v7, v7.platform());

        assertThat(resolve(index, "linux/arm/v7").manifest()).isEqualTo(v6.manifestDescriptor());
        this.registry.push(APP.value(), v7);

        assertThat(resolve(index, "linux/arm/v7").manifest()).isEqualTo(v7.manifestDescriptor());
    }

    @Test
    void refusesUnusableSizesInsideIndexM24() {
        TestDocument index = TestDocument.of(MediaTypes.OCI_INDEX,
                TestIndex.of(AMD).document().text().replaceAll("\"size\":\\d+", "\"size\":-1"));

        this.registry.push(APP.value(), "broken", index);

        assertThatException()
            .isThrownBy(() -> TestClients.anonymous(this.registry).fetchManifest(APP, Tag.of("broken")))
            .withMessage("A descriptor in 'manifests' has no usable size");
    }

    @Test
    void ignoresEntriesOfUnknownTypeM29() {
        TestDocument strange = TestDocument.of("application/vnd.example.thing", "{}");
        TestIndex index = TestIndex.of().withEntry(strange, Platform.LINUX_AMD64).withEntry(AMD, AMD.platform());

        assertThat(resolve(index, "linux/amd64").manifest()).isEqualTo(AMD.manifestDescriptor());
        assertThat(manifestRequests()).doesNotContain(strange.digest().toString());
    }

    @Test
    void takesConfirmedVersionOfWindowsM15() {
        TestImage old = AMD.withPlatform(new Platform("windows", "amd64", "", "10.0.17763.6293"));
        TestImage current = AMD.withPlatform(new Platform("windows", "amd64", "", "10.0.20348.2700"));

        KnownImage known = resolve(TestIndex.of(old, current), "windows/amd64");

        assertThat(known.manifest()).isEqualTo(current.manifestDescriptor());
        assertThat(known.platform().osVersion()).isEqualTo("10.0.20348.2700");
    }

    @Test
    void refusesEncryptedImageButTellsItsDate() {
        KnownImage known = resolve(TestArtifacts.manifest(MediaTypes.OCI_CONFIG, CONFIG,
                "application/vnd.oci.image.layer.v1.tar+gzip+encrypted", Map.of()), "linux/amd64");

        assertThat(known.notAnImage()).isEqualTo("it has encrypted layers");
        assertThat(known.dates().created()).isEqualTo("2026-01-02T03:04:05Z");
    }

    @ParameterizedTest
    @ValueSource(strings = { FOREIGN, "application/vnd.oci.image.layer.nondistributable.v1.tar" })
    void takesForeignLayersWhereTheRegistryHoldsThemAndElseRefusesForNow(String type) {
        TestDocument image = TestArtifacts.manifest(MediaTypes.OCI_CONFIG, CONFIG, type, Map.of());
        this.registry.push(APP.value(), image);
        this.registry.deleteBlob(APP.value(), image.blobs().get(1).digest());
        RegistryClient client = TestClients.anonymous(this.registry);
        ImageResolver resolver = new ImageResolver(client, new ImageMemory(this.database.images()));

        KnownImage without = resolver.resolve(APP, client.fetchManifest(APP, image.descriptor()),
                PlatformChoice.of("linux/amd64"));
        KnownImage with = resolve(image, "linux/amd64");

        assertThat(without.notAnImage())
            .isEqualTo("it has layers that the registry does not hold and that must be fetched from elsewhere");
        assertThat(without.dates().created()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(with.isImage()).isTrue();
    }

    @Test
    void neverFetchesForeignLayersFromElsewhere() {
        TestDocument image = TestArtifacts.manifest(MediaTypes.OCI_CONFIG, CONFIG, LAYER, Map.of());
        String elsewhere = this.registry.uri("/elsewhere").toString();
        TestDocument withUrls = TestDocument.of(MediaTypes.OCI_MANIFEST,
                image.text()
                    .replace("\"mediaType\":\"" + LAYER + "\"",
                            "\"urls\":[\"%s\"],\"mediaType\":\"%s\"".formatted(elsewhere, LAYER)));
        image.blobs().forEach((blob) -> this.registry.pushBlob(APP.value(), blob));

        assertThat(resolve(withUrls, "linux/amd64").isImage()).isTrue();
        assertThat(this.registry.requests("GET", ".*/blobs/" + image.blobs().get(1).digest())).hasSize(1);
        assertThat(this.registry.count("/elsewhere")).isZero();
    }

    @Test
    void judgesUnreadableConfigAnewEachTime() {
        TestDocument document = TestArtifacts.manifest(MediaTypes.OCI_CONFIG, "no json", LAYER, Map.of());

        assertThat(resolve(document, "linux/amd64").notAnImage()).startsWith("The config is not readable JSON");
        resolve(document, "linux/amd64");

        assertThat(this.registry.requests("GET", ".*/blobs/.*")).hasSize(2);
    }

    @Test
    void takesIndexAsAWholeWithItsPreferredPlatform() {
        TestIndex index = TestIndex.of(ARM, AMD).withAttestation(AMD.digest());

        KnownImage image = resolve(index, "all");

        assertThat(image.manifest()).isEqualTo(AMD.manifestDescriptor());
        assertThat(resolve(TestIndex.of(ARM), "all").manifest()).isEqualTo(ARM.manifestDescriptor());
        assertThat(resolve(ARM, "all").platform()).hasToString("linux/arm64");
    }

    @Test
    void remembersAndAsksNoMore() {
        KnownImage first = resolve(TestIndex.of(AMD), "linux/amd64");
        this.registry.clearRequests();

        KnownImage second = resolve(TestIndex.of(AMD), "linux/amd64");

        assertThat(second).isEqualTo(first);
        assertThat(this.registry.requests("GET")).hasSize(1);
    }

    @Test
    void remembersNothingAfterAFailure() {
        this.registry.when("GET", ".*/blobs/.*").status(500);
        assertThatException().isThrownBy(() -> resolve(AMD, "linux/amd64"));
        this.registry.clearFaults();

        assertThat(this.database.images().known(AMD.digest(), "linux/amd64")).isEmpty();
        assertThat(resolve(AMD, "linux/amd64").isImage()).isTrue();
    }

    @Test
    void doesNotRepeatUnprintablePlatform() {
        Platform forged = new Platform("linux\u001b[31m", "amd64", "", "");

        assertThat(resolve(AMD.withPlatform(forged), "all").platform()).hasToString("unknown/unknown");
        assertThat(resolve(AMD.withPlatform(new Platform("x".repeat(500), "amd64", "", "")), "all").platform())
            .hasToString("unknown/unknown");
    }

    /** Resolves as a night with nothing in memory does. */
    private KnownImage resolve(Pushable pushable, String platform) {
        RegistryClient client = TestClients.anonymous(this.registry);
        this.registry.push(APP.value(), "tag", pushable);
        ImageMemory memory = new ImageMemory(this.database.images());
        KnownImage image = new ImageResolver(client, memory).resolve(APP, client.fetchManifest(APP, Tag.of("tag")),
                PlatformChoice.of(platform));
        memory.write();
        return image;
    }

    private Iterable<String> manifestRequests() {
        return this.registry.requests("GET", ".*/manifests/.*")
            .stream()
            .map(RecordedRequest::path)
            .map((path) -> path.replaceAll(".*/", ""))
            .toList();
    }

    /** An index that holds an image, inside of indexes. */
    private static TestIndex nested(int depth) {
        TestIndex index = TestIndex.of(AMD);
        for (int i = 1; i < depth; i++) {
            index = TestIndex.of().withEntry(index, null);
        }
        return index;
    }

    private static Instant second(int second) {
        return Instant.parse("2026-01-01T00:00:00Z").plusSeconds(second);
    }

    private enum Artifact {

        HELM_CHART(TestArtifacts.helmChart(), "it is an artifact of type application/vnd.cncf.helm.config.v1+json"),

        COSIGN_SIGNATURE(TestArtifacts.cosignSignature(),
                "it holds content of type "
                        + "application/vnd.dev.cosign.simplesigning.v1+json instead of file system layers"),

        ATTESTATION(TestArtifacts.attestation(),
                "it holds content of type application/vnd.in-toto+json instead of file system layers"),

        BUILD_CACHE(TestArtifacts.buildCache(), "it is an artifact of type application/vnd.buildkit.cacheconfig.v0"),

        EMPTY_CONFIG(TestArtifacts.artifact("application/vnd.example.thing"),
                "it is an artifact of type application/vnd.example.thing"),

        ATTACHED(TestArtifacts.attachedTo(AMD.manifestDescriptor()),
                "it is attached to another manifest (signature, attestation or SBOM)"),

        WITHDRAWN(TestDocument.of("application/vnd.oci.artifact.manifest.v1+json", "{\"blobs\":[]}"),
                "it is a document of type application/vnd.oci.artifact.manifest.v1+json");

        private final TestDocument document;

        private final String why;

        Artifact(TestDocument document, String why) {
            this.document = document;
            this.why = why;
        }

    }

}
