package dev.registryarchiver.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import dev.registryarchiver.fake.Answer;
import dev.registryarchiver.fake.Content;
import dev.registryarchiver.fake.Pushable;
import dev.registryarchiver.fake.TestArtifacts;
import dev.registryarchiver.fake.TestDocument;
import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.fake.TestIndex;
import dev.registryarchiver.fake.TestLayer;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.MalformedDocumentException;
import dev.registryarchiver.image.MediaTypes;
import dev.registryarchiver.image.Platform;
import dev.registryarchiver.image.Registry;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.image.SelectedImage;
import dev.registryarchiver.image.Tag;
import dev.registryarchiver.inventory.ArchivedImage;
import dev.registryarchiver.inventory.ImageOutcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static dev.registryarchiver.archive.ImageArchiveAssert.assertThatArchive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

@ExtendWith(OutputCaptureExtension.class)
class ImageArchiverTests {

    private static final String ZSTD_LAYER = "application/vnd.oci.image.layer.v1.tar+zstd";

    private static final String PLAIN_LAYER = "application/vnd.oci.image.layer.v1.tar";

    private static final TestImage IMAGE = TestImage.createdAt("2026-01-02T03:04:05Z")
        .withLayers(TestLayer.of("etc/os-release", "ID=test"), TestLayer.random(1, 70_000),
                TestLayer.random(2, 200_000));

    private final Path directory;

    private final TestArchiver archiver;

    ImageArchiverTests(@TempDir Path directory) {
        this.directory = directory;
        this.archiver = new TestArchiver(directory);
    }

    @AfterEach
    void close() {
        this.archiver.close();
    }

    @Test
    void savesAnImageWithEveryPromise() {
        SelectedImage image = TestArchiver.image(push(IMAGE), "1.0", "latest", "1");
        List<Digest> layers = layers(IMAGE);

        ImageOutcome outcome = this.archiver.archive(image);

        assertThatArchive(this.archiver.file(outcome))
            .hasEntries("oci-layout", "index.json", "manifest.json", "blobs/", "blobs/sha256/", blob(IMAGE.digest()),
                    blob(IMAGE.configDescriptor().digest()), blob(layers.get(0)), blob(layers.get(1)),
                    blob(layers.get(2)))
            .hasConfig(IMAGE.configDescriptor().digest())
            .hasLayers(layers)
            .hasArchiveTags("registry.example.com:5000/team/app:1.0", "registry.example.com:5000/team/app:1",
                    "registry.example.com:5000/team/app:latest")
            .hasRoot(IMAGE.digest(), MediaTypes.OCI_MANIFEST)
            .hasAnnotations(Map.of("io.containerd.image.name", "registry.example.com:5000/team/app:1.0",
                    "org.opencontainers.image.ref.name", "1.0", "dev.registryarchiver.created",
                    "2026-01-02T03:04:05.678Z", "dev.registryarchiver.reason", "built (config)"));
        assertThat(outcome.archive())
            .isEqualTo("team/app/1.0_20260102T030405Z_%s.tar".formatted(IMAGE.digest().abbreviated()));
        assertThat(outcome.size()).isEqualTo(this.archiver.file(outcome).toFile().length());
        assertThat(outcome.fetched()).isEqualTo(IMAGE.document().content().length + IMAGE.config().length
                + IMAGE.layers().stream().mapToLong((layer) -> layer.content().length).sum());
        assertThat(outcome.saved()).isTrue();
        assertThat(outcome.platform()).isEqualTo("linux/amd64");
    }

    @Test
    void keepsTheTypesOfDockerSchema2() {
        TestImage docker = IMAGE.asDocker();

        assertThatArchive(save(docker)).hasRoot(docker.digest(), MediaTypes.DOCKER_MANIFEST);
    }

    @Test
    void theSameImageAlwaysGivesTheSameBytes() throws IOException {
        Descriptor manifest = push(IMAGE);
        byte[] first = Files.readAllBytes(this.archiver.file(TestArchiver.image(manifest, "1.0", "a", "b")));
        Files.delete(onlyFile());

        byte[] second = Files.readAllBytes(this.archiver.file(TestArchiver.image(manifest, "1.0", "b", "a")));

        assertThat(second).isEqualTo(first);
    }

    @Test
    void anArchivedImageCostsNoRequestAndNoWrite() throws IOException {
        SelectedImage image = TestArchiver.image(push(IMAGE), "1.0");
        Path file = this.archiver.file(image);
        this.archiver.registry.clearRequests();
        Object before = Files.readAttributes(file, "unix:ctime,ino");

        ImageOutcome outcome = this.archiver.archive(image);

        assertThat(outcome.saved()).isFalse();
        assertThat(outcome.fetched()).isZero();
        assertThat(this.archiver.file(outcome)).isEqualTo(file);
        assertThat(this.archiver.registry.requests()).isEmpty();
        assertThat(Files.readAttributes(file, "unix:ctime,ino")).isEqualTo(before);
    }

    @Test
    void anArchiveThatIsGoneIsWrittenAgain() throws IOException {
        SelectedImage image = TestArchiver.image(push(IMAGE), "1.0");
        Files.delete(this.archiver.file(image));

        assertThat(this.archiver.archive(image).saved()).isTrue();

        assertThatArchive(onlyFile()).hasLayers(layers(IMAGE));
    }

    @Test
    void anArchiveOfAnotherLengthIsWrittenAgain() throws IOException {
        SelectedImage image = TestArchiver.image(push(IMAGE), "1.0");
        Files.write(this.archiver.file(image), new byte[1], StandardOpenOption.APPEND);

        assertThat(this.archiver.archive(image).saved()).isTrue();

        assertThatArchive(onlyFile()).hasLayers(layers(IMAGE));
    }

    @Test
    void aCompleteArchiveIsKeptWhenTheStateWasLost(CapturedOutput output) {
        SelectedImage image = TestArchiver.image(push(IMAGE), "1.0");
        Path file = this.archiver.file(image);
        this.archiver.registry.clearRequests();

        ImageOutcome outcome = this.archiver.archiveForgetful(image);

        assertThat(outcome.saved()).isFalse();
        assertThat(outcome.fetched()).isZero();
        assertThat(this.archiver.file(outcome)).isEqualTo(file);
        IMAGE.layerDescriptors()
            .forEach((layer) -> assertThat(this.archiver.registry.requests("GET", layer)).isEmpty());
        assertThat(output).contains("Kept team/app:1.0 (sha256:" + IMAGE.digest().abbreviated());
    }

    @Test
    void everyWrongByteIsFoundWhenTheStateWasLost() throws IOException {
        TestImage small = IMAGE.withLayers(TestLayer.of("a", "b"));
        SelectedImage image = TestArchiver.image(push(small), "1.0");
        Path file = this.archiver.file(image);
        byte[] right = Files.readAllBytes(file);

        // A prime, so that headers, documents, blobs and padding are all hit.
        for (int i = 0; i < right.length; i += 211) {
            byte[] wrong = right.clone();
            wrong[i] ^= 1;
            Files.write(file, wrong);

            assertThat(this.archiver.archiveForgetful(image).saved()).as("byte %d", i).isTrue();
            assertThat(Files.readAllBytes(file)).isEqualTo(right);
        }
    }

    @Test
    void whatWasSavedIsRemembered() {
        SelectedImage image = TestArchiver.image(push(IMAGE), "1.0");

        ImageOutcome outcome = this.archiver.archive(image);

        assertThat(this.archiver.inventory.archived(image.repository(), image.root().digest()))
            .contains(new ArchivedImage(image.repository(), IMAGE.digest(), image.tag(), image.created(),
                    outcome.archive(), outcome.size()));
    }

    @Test
    @DisplayName("B18 a layer that occurs twice is listed twice, stored once and fetched once")
    void duplicateLayerIsStoredOnce() {
        TestLayer layer = TestLayer.random(3, 5000);
        TestImage image = IMAGE.withLayers(layer, TestLayer.of("a", "b"), layer);

        assertThatArchive(save(image)).hasLayers(layers(image));

        assertThat(this.archiver.registry.requests("GET", image.layerDescriptors().get(0))).hasSize(1);
    }

    @Test
    void anImageWithoutLayersIsSaved() {
        assertThatArchive(save(IMAGE.withLayers())).hasLayers(List.of());
    }

    @Test
    @DisplayName("B17 a layer without content is kept when its diff id says the same")
    void emptyLayerIsSaved() {
        Digest empty = Digest.sha256(new byte[0]);

        assertThatArchive(save(image(PLAIN_LAYER, new byte[0], empty))).hasLayers(List.of(empty));
    }

    @Test
    @DisplayName("B17 a layer without content is refused when its diff id says otherwise")
    void emptyLayerOfAnotherDiffIdIsRefused() {
        Descriptor manifest = push(image(PLAIN_LAYER, new byte[0], Digest.sha256(new byte[1024])));

        assertThatThrownBy(() -> this.archiver.archive(TestArchiver.image(manifest, "1.0")))
            .isInstanceOf(UnloadableImageException.class)
            .hasMessageContaining("layer 1 of 1 has no content");
        assertThat(files()).isEmpty();
    }

    @Test
    void zstdLayersAreKeptWithAWarning(CapturedOutput output) {
        byte[] frame = { 0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, 0x20, 0x01, 0x09, 0x00, 0x00, 0x61 };
        Path file = save(image(ZSTD_LAYER, frame, Digest.sha256("a".getBytes())));

        assertThatArchive(file).hasLayers(List.of(Digest.sha256(frame)));
        assertThat(output).contains("team/app:1.0 has layers compressed with zstd; docker before 23 cannot load");
    }

    @Test
    void moreLayersThanDockerMountsAreKeptWithAWarning(CapturedOutput output) {
        assertThatArchive(save(IMAGE.withLayers(layers(125)))).hasLayers(layers(IMAGE.withLayers(layers(125))));
        assertThat(output).doesNotContain("docker cannot run");

        save(IMAGE.withLayers(layers(126)));
        assertThat(output).contains("team/app:1.0 has 126 layers; docker cannot run images of more than 125");
    }

    @Test
    void anEmptyBuildTimeIsToldOf(CapturedOutput output) {
        byte[] config = new String(IMAGE.config()).replace("2026-01-02T03:04:05Z", "").getBytes();
        Descriptor descriptor = new Descriptor(MediaTypes.OCI_CONFIG, Digest.sha256(config), config.length);

        assertThatArchive(save(document(descriptor, IMAGE.layerDescriptors(), config))).hasLayers(layers(IMAGE));

        assertThat(output).contains("team/app:1.0 has an empty build time in its config");
    }

    @Test
    void onePlatformOfAnIndexNamesTheIndexItCameFrom() {
        TestIndex index = TestIndex.of(IMAGE, IMAGE.withPlatform("linux/arm64"));
        Descriptor tagged = push(index);

        Path file = this.archiver.file(TestArchiver.image(tagged, IMAGE.manifestDescriptor(), false));

        assertThatArchive(file).hasRoot(IMAGE.digest(), MediaTypes.OCI_MANIFEST)
            .hasLayers(layers(IMAGE))
            .doesNotHold(index.digest())
            .hasAnnotations(Map.of("io.containerd.image.name", "registry.example.com:5000/team/app:1.0",
                    "org.opencontainers.image.ref.name", "1.0", "dev.registryarchiver.created",
                    "2026-01-02T03:04:05.678Z", "dev.registryarchiver.reason", "built (config)",
                    "dev.registryarchiver.source-digest", index.digest().toString()));
    }

    @Test
    void aWholeIndexKeepsEveryPlatformAndAttestation() {
        TestImage arm = IMAGE.withPlatform("linux/arm64").withLayers(IMAGE.layers().get(0), TestLayer.random(9, 900));
        TestIndex index = TestIndex.of(arm, IMAGE).withAttestation(IMAGE.digest());
        TestDocument attestation = TestArtifacts.attestation();
        List<Digest> layers = layers(IMAGE);

        Path file = this.archiver.file(TestArchiver.image(push(index), IMAGE.manifestDescriptor(), true));

        assertThatArchive(file).hasRoot(index.digest(), MediaTypes.OCI_INDEX)
            .hasConfig(IMAGE.configDescriptor().digest())
            .hasLayers(layers)
            .hasEntries("oci-layout", "index.json", "manifest.json", "blobs/", "blobs/sha256/", blob(index.digest()),
                    blob(IMAGE.digest()), blob(IMAGE.configDescriptor().digest()), blob(layers.get(0)),
                    blob(layers.get(1)), blob(layers.get(2)), blob(arm.digest()), blob(arm.configDescriptor().digest()),
                    blob(layers(arm).get(1)), blob(attestation.digest()), blob(attestation.blobs().get(0).digest()),
                    blob(attestation.blobs().get(1).digest()));
    }

    @Test
    @DisplayName("M22 a platform that the registry does not have is left out of a whole index")
    void missingPlatformIsLeftOut() {
        TestImage arm = IMAGE.withPlatform("linux/arm64");
        TestIndex index = TestIndex.of(IMAGE).withMissingEntry(arm, arm.platform()).asDocker();

        Path file = this.archiver.file(TestArchiver.image(push(index), IMAGE.manifestDescriptor(), true));

        assertThatArchive(file).hasRoot(index.digest(), MediaTypes.DOCKER_MANIFEST_LIST).doesNotHold(arm.digest());
    }

    @Test
    void thePreferredPlatformMustBeThere() {
        TestIndex index = TestIndex.of(IMAGE.withPlatform("linux/arm64")).withMissingEntry(IMAGE, IMAGE.platform());
        SelectedImage image = TestArchiver.image(push(index), IMAGE.manifestDescriptor(), true);

        IncompleteImageException incomplete = catchThrowableOfType(IncompleteImageException.class,
                () -> this.archiver.archive(image));

        assertThat(incomplete.missing()).isEqualTo(IMAGE.manifestDescriptor());
        assertThat(files()).isEmpty();
    }

    @Test
    @DisplayName("M17 an index may be nested three deep")
    void nestedIndexesAreKept() {
        TestIndex inner = TestIndex.of(IMAGE);
        TestIndex middle = TestIndex.of().withEntry(inner, null);
        TestIndex outer = TestIndex.of().withEntry(middle, null);

        Path file = this.archiver.file(TestArchiver.image(push(outer), IMAGE.manifestDescriptor(), true));

        assertThatArchive(file).hasRoot(outer.digest(), MediaTypes.OCI_INDEX).hasLayers(layers(IMAGE));
    }

    @Test
    @DisplayName("M17 an index nested four deep is refused")
    void nestingEnds() {
        TestIndex index = TestIndex.of(IMAGE);
        for (int i = 0; i < 3; i++) {
            index = TestIndex.of().withEntry(index, null);
        }
        Descriptor tagged = push(index);

        assertThatThrownBy(() -> this.archiver.archive(TestArchiver.image(tagged, IMAGE.manifestDescriptor(), true)))
            .isInstanceOf(UnloadableImageException.class)
            .hasMessageContaining("its indexes are nested more than 3 deep");
    }

    @Test
    @DisplayName("M20 3 layers and 2 diff ids are refused")
    void diffIdsMustMatchTheLayers() {
        byte[] config = IMAGE.withLayers(IMAGE.layers().get(0), IMAGE.layers().get(1)).config();
        Descriptor configDescriptor = new Descriptor(MediaTypes.OCI_CONFIG, Digest.sha256(config), config.length);
        TestDocument document = document(configDescriptor, IMAGE.layerDescriptors(), config);

        assertRefused(document, "its manifest lists 3 layers and its config 2 diff ids");
    }

    @Test
    @DisplayName("M18 artifacts are refused")
    void artifactsAreRefused() {
        assertRefused(TestArtifacts.helmChart(), "it is an artifact of type application/vnd.cncf.helm.config.v1+json");
        assertRefused(TestArtifacts.cosignSignature(), "instead of file system layers");
    }

    @Test
    @DisplayName("M21 schema 1 is refused")
    void schema1IsRefused() {
        assertRefused(TestDocument.of(MediaTypes.DOCKER_SCHEMA1, "{\"schemaVersion\":1,\"fsLayers\":[]}"),
                "it is stored in the withdrawn format schema 1");
    }

    @Test
    @DisplayName("B19 encrypted layers are refused")
    void encryptedLayersAreRefused() {
        assertRefused(image(PLAIN_LAYER + "+gzip+encrypted", "secret".getBytes(), Digest.sha256("x".getBytes())),
                "its layers are encrypted");
    }

    @Test
    void unreadableManifestsAreRefused() {
        Descriptor manifest = push(TestDocument.of(MediaTypes.OCI_MANIFEST, "{\"config\":"));

        assertThatThrownBy(() -> this.archiver.archive(TestArchiver.image(manifest, "1.0")))
            .isInstanceOf(MalformedDocumentException.class);
        assertThat(files()).isEmpty();
    }

    @Test
    @DisplayName("M8 a manifest with one wrong byte is refused")
    void wrongManifestIsRefused() {
        Descriptor manifest = push(IMAGE);
        this.archiver.registry.when("GET", ".*/manifests/.*").corruptByteAt(5);

        CorruptBlobException corrupt = catchThrowableOfType(CorruptBlobException.class,
                () -> this.archiver.archive(TestArchiver.image(manifest, "1.0")));

        assertThat(corrupt.expected()).isEqualTo(manifest);
        assertThat(corrupt.actual()).isNotEqualTo(manifest.digest());
    }

    @Test
    @DisplayName("M23 a config that the manifest embeds is not fetched")
    void embeddedConfigIsUsed() {
        Descriptor config = IMAGE.configDescriptor();
        Descriptor embedding = new Descriptor(config.mediaType(), config.digest(), config.size(), Map.of(), null, "",
                List.of(), Base64.getEncoder().encodeToString(IMAGE.config()));

        assertThatArchive(save(document(embedding, IMAGE.layerDescriptors(), IMAGE.config()))).hasLayers(layers(IMAGE));

        assertThat(this.archiver.registry.requests("GET", config)).isEmpty();
    }

    @Test
    @DisplayName("M24 sizes that no disk can hold are refused before anything is fetched")
    void absurdSizesAreRefused() {
        List<Descriptor> layers = IMAGE.layerDescriptors()
            .stream()
            .map((layer) -> new Descriptor(layer.mediaType(), layer.digest(), Long.MAX_VALUE))
            .toList();
        Descriptor manifest = push(document(IMAGE.configDescriptor(), layers, IMAGE.config()));

        assertThatThrownBy(() -> this.archiver.archive(TestArchiver.image(manifest, "1.0")))
            .isInstanceOf(DiskFullException.class);
        assertThat(files()).isEmpty();
    }

    @Test
    void oneLayerWithTwoSizesIsRefused() {
        Descriptor layer = IMAGE.layerDescriptors().get(0);
        List<Descriptor> layers = List.of(layer, new Descriptor(layer.mediaType(), layer.digest(), layer.size() + 1),
                layer);
        Descriptor manifest = push(document(IMAGE.configDescriptor(), layers, IMAGE.config()));

        CorruptBlobException corrupt = catchThrowableOfType(CorruptBlobException.class,
                () -> this.archiver.archive(TestArchiver.image(manifest, "1.0")));

        assertThat(corrupt.expected().size()).isEqualTo(layer.size() + 1);
        assertThat(corrupt.actualSize()).isEqualTo(layer.size());
    }

    @Test
    @DisplayName("B11 a layer that is always wrong leaves no file")
    void wrongLayerLeavesNoFile() {
        Descriptor manifest = push(IMAGE);
        Descriptor wrong = IMAGE.layerDescriptors().get(1);
        this.archiver.registry.when("GET", ".*/" + wrong.digest()).corruptByteAt(5);

        CorruptBlobException corrupt = catchThrowableOfType(CorruptBlobException.class,
                () -> this.archiver.archive(TestArchiver.image(manifest, "1.0")));

        assertThat(corrupt.expected()).isEqualTo(wrong);
        assertThat(files()).isEmpty();
        assertThat(this.archiver.inventory.archived(TestArchiver.REPOSITORY, manifest.digest())).isEmpty();
    }

    @Test
    void aMissingLayerLeavesNoFile() {
        Descriptor manifest = push(IMAGE);
        Descriptor missing = IMAGE.layerDescriptors().get(2);
        this.archiver.registry.deleteBlob("team/app", missing.digest());

        IncompleteImageException incomplete = catchThrowableOfType(IncompleteImageException.class,
                () -> this.archiver.archive(TestArchiver.image(manifest, "1.0")));

        assertThat(incomplete.missing()).isEqualTo(missing);
        assertThat(incomplete).hasMessage(
                "Cannot archive team/app:1.0: the registry does not have %s of type 'application/vnd.oci.image.layer.v1.tar+gzip'. Push the image again."
                    .formatted(missing.digest()));
        assertThat(files()).isEmpty();
    }

    @Test
    void whatWasNotBegunWhenALayerFailsIsNotFetched() {
        Descriptor manifest = push(IMAGE);
        Descriptor largest = IMAGE.layerDescriptors().get(2);
        this.archiver.registry.deleteBlob("team/app", largest.digest());
        ImageArchiver inOrder = archiverOn(Runnable::run);

        assertThatThrownBy(() -> inOrder.archive(TestArchiver.image(manifest, "1.0")))
            .isInstanceOf(IncompleteImageException.class);

        assertThat(this.archiver.registry.requests("GET", largest)).hasSize(1);
        assertThat(this.archiver.registry.requests("GET", IMAGE.layerDescriptors().get(1))).isEmpty();
        assertThat(this.archiver.registry.requests("GET", IMAGE.layerDescriptors().get(0))).isEmpty();
    }

    @Test
    void whatIsUnderWayWhenALayerFailsEndsSoon() {
        Descriptor manifest = push(IMAGE);
        Descriptor largest = IMAGE.layerDescriptors().get(2);
        Descriptor missing = IMAGE.layerDescriptors().get(0);
        CountDownLatch refused = new CountDownLatch(1);
        this.archiver.registry.deleteBlob("team/app", missing.digest());
        this.archiver.registry.when("GET", ".*/" + largest.digest())
            .times(1)
            .change((answer) -> awaited(refused, answer))
            .breakAfter(1000);
        this.archiver.registry.when("GET", ".*/" + largest.digest()).delay(Duration.ofMillis(500)).breakAfter(1000);
        this.archiver.registry.when("GET", ".*/" + missing.digest()).change((answer) -> {
            refused.countDown();
            return answer;
        });

        assertThatThrownBy(() -> this.archiver.archive(TestArchiver.image(manifest, "1.0")))
            .isInstanceOf(IncompleteImageException.class);

        // Alone it would have been asked for until it broke too often.
        assertThat(this.archiver.registry.requests("GET", largest)).hasSizeLessThanOrEqualTo(2);
        assertThat(files()).isEmpty();
    }

    @Test
    void aFailedRewriteLeavesTheEarlierFile() throws IOException {
        SelectedImage image = TestArchiver.image(push(IMAGE), "1.0");
        Path file = this.archiver.file(image);
        byte[] damaged = Files.readAllBytes(file);
        damaged[damaged.length - 2000] ^= 1;
        Files.write(file, damaged);
        this.archiver.registry.deleteBlob("team/app", IMAGE.layerDescriptors().get(0).digest());

        assertThatThrownBy(() -> this.archiver.archiveForgetful(image)).isInstanceOf(IncompleteImageException.class);

        assertThat(onlyFile()).hasBinaryContent(damaged);
    }

    @Test
    void stopEndsTransfersAndLeavesNoArchive() {
        SelectedImage image = TestArchiver.image(push(IMAGE), "1.0");
        this.archiver.registry.when("GET", ".*/blobs/" + IMAGE.layerDescriptors().get(2).digest()).change((answer) -> {
            this.archiver.stopping.set(true);
            return answer;
        });

        // One after the other, so that none is complete when the run stops.
        assertThatThrownBy(() -> archiverOn(Runnable::run).archive(image)).isInstanceOf(RunStoppedException.class);

        // The smaller layers may be complete by then, and are of use to the next attempt.
        assertThat(files()).noneMatch((file) -> file.toString().endsWith(".tar"));
    }

    @Test
    void nothingIsBegunOnceTheRunStops() {
        SelectedImage image = TestArchiver.image(push(IMAGE), "1.0");
        this.archiver.stopping.set(true);

        assertThatThrownBy(() -> this.archiver.archive(image)).isInstanceOf(RunStoppedException.class);

        assertThat(this.archiver.registry.requests()).isEmpty();
    }

    @Test
    void anExecutorThatIsShutDownFailsTheImage() {
        SelectedImage image = TestArchiver.image(push(IMAGE), "1.0");
        this.archiver.executor.shutdown();

        assertThatThrownBy(() -> this.archiver.archive(image)).isInstanceOf(RejectedExecutionException.class);

        assertThat(files()).isEmpty();
    }

    @Test
    void manyImagesShareTheThreads() {
        List<SelectedImage> images = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            TestImage image = IMAGE.withLayers(TestLayer.random(100 + i, 400_000), TestLayer.random(200 + i, 10_000));
            images.add(TestArchiver.image(push(image), "1." + i));
        }

        List<CompletableFuture<Path>> files = images.stream()
            .map((image) -> CompletableFuture.supplyAsync(() -> this.archiver.file(image)))
            .toList();

        files.forEach((file) -> assertThatArchive(file.join()));
        assertThat(files()).hasSize(8);
    }

    @Test
    void theLargestLayerIsFetchedFirst() {
        List<Descriptor> layers = IMAGE.layerDescriptors();
        SelectedImage image = TestArchiver.image(push(IMAGE), "1.0");

        archiverOn(Runnable::run).archive(image);

        assertThat(this.archiver.registry.requests("GET", ".*/blobs/.*"))
            .extracting((request) -> Digest.of(request.path().substring(request.path().lastIndexOf('/') + 1)))
            .containsExactly(IMAGE.configDescriptor().digest(), layers.get(2).digest(), layers.get(1).digest(),
                    layers.get(0).digest());
    }

    @Test
    void imagesOfDockerHubAreSpelledOut() {
        Descriptor manifest = push(IMAGE);
        SelectedImage image = new SelectedImage(RepositoryName.of("alpine"), List.of(Tag.of("3")), manifest, manifest,
                Platform.LINUX_AMD64, false, null, "no usable date", "only tag");
        this.archiver.registry.push("alpine", "3", IMAGE);
        ImageArchiver hub = new ImageArchiver(this.archiver.store, this.archiver.inventory,
                new RegistryImageSource(this.archiver.registry.uri()), Registry.of("docker.io"), this.archiver.executor,
                () -> false);

        Path file = this.archiver.file(hub.archive(image));

        assertThatArchive(file).hasArchiveTags("docker.io/library/alpine:3")
            .hasAnnotations(Map.of("io.containerd.image.name", "docker.io/library/alpine:3",
                    "org.opencontainers.image.ref.name", "3", "dev.registryarchiver.reason", "no usable date"));
        assertThat(this.directory.relativize(file))
            .isEqualTo(Path.of("alpine", "3_undated_%s.tar".formatted(IMAGE.digest().abbreviated())));
    }

    private void assertRefused(Pushable pushable, String why) {
        Descriptor manifest = push(pushable);

        assertThatThrownBy(() -> this.archiver.archive(TestArchiver.image(manifest, "1.0")))
            .isInstanceOf(UnloadableImageException.class)
            .hasMessageStartingWith("Cannot archive team/app:1.0: ")
            .hasMessageContaining(why);
        assertThat(files()).isEmpty();
    }

    private Descriptor push(Pushable pushable) {
        return this.archiver.registry.push("team/app", "1.0", pushable);
    }

    private Path save(Pushable pushable) {
        return this.archiver.file(TestArchiver.image(push(pushable), "1.0"));
    }

    private ImageArchiver archiverOn(Executor executor) {
        return new ImageArchiver(this.archiver.store, this.archiver.inventory,
                new RegistryImageSource(this.archiver.registry.uri()), Registry.of("registry.example.com"), executor,
                this.archiver.stopping::get);
    }

    private static Answer awaited(CountDownLatch latch, Answer answer) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
            return answer;
        }
        catch (InterruptedException ex) {
            throw new IllegalStateException(ex);
        }
    }

    private static List<Digest> layers(TestImage image) {
        return image.layerDescriptors().stream().map(Descriptor::digest).toList();
    }

    private static TestLayer[] layers(int count) {
        TestLayer[] layers = new TestLayer[count];
        for (int i = 0; i < count; i++) {
            layers[i] = TestLayer.of("layer-" + i, "x");
        }
        return layers;
    }

    private static String blob(Digest digest) {
        return "blobs/sha256/" + digest.hex();
    }

    /** An image of one layer that is as odd as wanted. */
    private static TestDocument image(String mediaType, byte[] layer, Digest diffId) {
        byte[] config = IMAGE.withLayers(new TestLayer(layer, diffId)).config();
        return document(new Descriptor(MediaTypes.OCI_CONFIG, Digest.sha256(config), config.length),
                List.of(new Descriptor(mediaType, Digest.sha256(layer), layer.length)), config, layer);
    }

    private static TestDocument document(Descriptor config, List<Descriptor> layers, byte[]... blobs) {
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("schemaVersion", 2);
        manifest.put("mediaType", MediaTypes.OCI_MANIFEST);
        manifest.put("config", json(config));
        manifest.put("layers", layers.stream().map(ImageArchiverTests::json).toList());
        List<Content> contents = new ArrayList<>();
        for (byte[] blob : blobs) {
            contents.add(Content.of(blob));
        }
        IMAGE.layers().forEach((layer) -> contents.add(Content.of(layer.content())));
        return new TestDocument(MediaTypes.OCI_MANIFEST, JsonMapper.shared().writeValueAsBytes(manifest), contents,
                List.of());
    }

    private static Map<String, Object> json(Descriptor descriptor) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("mediaType", descriptor.mediaType());
        json.put("digest", descriptor.digest().toString());
        json.put("size", descriptor.size());
        if (!descriptor.data().isEmpty()) {
            json.put("data", descriptor.data());
        }
        return json;
    }

    private Path onlyFile() {
        assertThat(files()).hasSize(1);
        return files().get(0);
    }

    private List<Path> files() {
        try (var walk = Files.walk(this.directory)) {
            return walk.filter(Files::isRegularFile).toList();
        }
        catch (IOException ex) {
            throw new IllegalStateException(ex);
        }
    }

}
