package dev.registryarchiver.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.fake.TestLayer;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Registry;
import dev.registryarchiver.image.SelectedImage;
import dev.registryarchiver.inventory.ImageOutcome;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static dev.registryarchiver.archive.ImageArchiveAssert.assertThatArchive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Layers that several images have in common. */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
@ParameterizedClass(name = "sharing blocks: {0}")
@ValueSource(booleans = { false, true })
class SharedBlobTests {

    private static final int LANES = 8;

    private static final TestLayer BASE = TestLayer.random(1, 500_000);

    private static final TestLayer RUNTIME = TestLayer.random(2, 100_000);

    private static final Descriptor BASE_BLOB = TestImage.createdAt("2026-01-01T00:00:00Z")
        .withLayers(BASE)
        .layerDescriptors()
        .get(0);

    private final TestArchiver archiver;

    private final ExecutorService lanes = Executors.newFixedThreadPool(LANES);

    SharedBlobTests(boolean sharing, @TempDir Path directory) {
        this.archiver = new TestArchiver(directory, sharing);
    }

    @AfterEach
    void close() {
        this.lanes.shutdown();
        this.archiver.close();
    }

    @ParameterizedTest(name = "{0} transfer threads")
    @ValueSource(ints = { 1, 2, 8 })
    @DisplayName("B22 a layer that many lanes want at the same time is fetched once")
    void everyDigestIsFetchedOnce(int threads) {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        ImageArchiver shared = archiverOn(executor);
        List<TestImage> images = new ArrayList<>();
        for (int i = 0; i < LANES; i++) {
            images.add(image(i, BASE, RUNTIME, TestLayer.random(100 + i, 20_000)));
        }

        List<CompletableFuture<ImageOutcome>> outcomes = images.stream()
            .map((image) -> inLane(shared, select(image)))
            .toList();

        for (int i = 0; i < LANES; i++) {
            assertThatArchive(this.archiver.file(outcomes.get(i).join()))
                .hasLayers(images.get(i).layerDescriptors().stream().map(Descriptor::digest).toList());
        }
        images.stream()
            .flatMap((image) -> image.layerDescriptors().stream())
            .forEach((layer) -> assertThat(this.archiver.registry.requests("GET", layer)).hasSize(1));
        assertThat(outcomes.stream().mapToLong((outcome) -> outcome.join().reused()).sum())
            .isEqualTo((LANES - 1) * (long) (BASE.content().length + RUNTIME.content().length));
        executor.shutdown();
    }

    @Test
    void whoWaitsFetchesItselfWhenTheFirstOneFails() {
        TestImage missing = image(1, BASE, TestLayer.random(3, 1000));
        TestImage complete = image(2, BASE);
        SelectedImage first = select(missing);
        SelectedImage second = select(complete);
        ImageArchiver shared = archiverOn(this.archiver.executor);
        this.archiver.registry.when("GET", ".*/" + BASE_BLOB.digest())
            .times(1)
            .delay(Duration.ofSeconds(1))
            .status(404);

        CompletableFuture<ImageOutcome> failing = inLane(shared, first);
        awaitRequestsOfBase(1);
        CompletableFuture<ImageOutcome> waiting = inLane(shared, second);

        assertThatThrownBy(failing::join).isInstanceOf(CompletionException.class)
            .hasCauseInstanceOf(IncompleteImageException.class);
        assertThatArchive(this.archiver.file(waiting.join())).hasLayers(List.of(BASE_BLOB.digest()));
        assertThat(this.archiver.registry.requests("GET", BASE_BLOB)).hasSize(2);
    }

    @Test
    void whoWaitsForAnotherImageDoesNotOutliveItsOwnFailure() {
        TestImage slow = image(1, BASE);
        TestImage failing = image(2, BASE, TestLayer.random(3, 1000));
        SelectedImage first = select(slow);
        SelectedImage second = select(failing);
        this.archiver.registry.deleteBlob("team/app", failing.layerDescriptors().get(1).digest());
        this.archiver.registry.when("GET", ".*/" + BASE_BLOB.digest()).stall(Duration.ofSeconds(5));
        ImageArchiver shared = archiverOn(this.archiver.executor);

        CompletableFuture<ImageOutcome> fetching = inLane(shared, first);
        awaitRequestsOfBase(1);

        assertThatThrownBy(() -> shared.archive(second)).isInstanceOf(IncompleteImageException.class);
        assertThat(fetching).isNotDone();
        assertThatArchive(this.archiver.file(fetching.join())).hasLayers(List.of(BASE_BLOB.digest()));
        assertThat(this.archiver.registry.requests("GET", BASE_BLOB)).hasSize(1);
    }

    @Test
    void aStopWakesWhoWaits() {
        SelectedImage first = select(image(1, BASE));
        SelectedImage second = select(image(2, BASE));
        this.archiver.registry.when("GET", ".*/" + BASE_BLOB.digest()).stall(Duration.ofSeconds(1));
        ImageArchiver shared = archiverOn(this.archiver.executor);
        CompletableFuture<ImageOutcome> fetching = inLane(shared, first);
        awaitRequestsOfBase(1);
        CompletableFuture<ImageOutcome> waiting = inLane(shared, second);

        this.archiver.stopping.set(true);

        assertThatThrownBy(fetching::join).hasCauseInstanceOf(RunStoppedException.class);
        assertThatThrownBy(waiting::join).hasCauseInstanceOf(RunStoppedException.class);
    }

    @Test
    void anImageThatSharesLayersWithAnArchiveFetchesOnlyItsOwn() {
        TestImage next = image(2, BASE, RUNTIME, TestLayer.random(3, 1000));
        archive(image(1, BASE, RUNTIME));
        this.archiver.registry.clearRequests();

        ImageOutcome outcome = archive(next);

        assertThat(this.archiver.registry.requests("GET", ".*/blobs/.*")).extracting((request) -> request.path())
            .containsExactlyInAnyOrder("/v2/team/app/blobs/" + next.configDescriptor().digest(),
                    "/v2/team/app/blobs/" + next.layerDescriptors().get(2).digest());
        assertThat(outcome.reused()).isEqualTo(BASE.content().length + RUNTIME.content().length);
        assertThatArchive(this.archiver.file(outcome))
            .hasLayers(next.layerDescriptors().stream().map(Descriptor::digest).toList());
    }

    @Test
    void copiedAndFetchedGiveTheSameBytes() throws IOException {
        TestImage image = image(2, BASE, RUNTIME);
        archive(image(1, BASE, RUNTIME));
        Path copied = this.archiver.file(archive(image));
        byte[] bytes = Files.readAllBytes(copied);
        Files.delete(copied);

        ImageOutcome fetched = this.archiver.archiveForgetful(select(image));

        assertThat(fetched.reused()).isZero();
        assertThat(copied).hasBinaryContent(bytes);
    }

    @Test
    void anArchiveThatLostTheStateIsCopiedFromOnceItIsKept() {
        SelectedImage first = select(image(1, BASE));
        archive(image(1, BASE));
        ImageArchiver forgetful = this.archiver.archiver(TestArchiver.emptyInventory());
        assertThat(forgetful.archive(first).saved()).isFalse();

        assertThat(forgetful.archive(select(image(2, BASE))).reused()).isEqualTo(BASE_BLOB.size());
    }

    @Test
    void aDamagedArchiveIsToldOfAndWrittenAgain(CapturedOutput output) throws IOException {
        SelectedImage first = select(image(1, BASE));
        Path damaged = this.archiver.file(first);
        turnOverByteInTheMiddleOf(damaged);
        this.archiver.registry.clearRequests();

        ImageOutcome outcome = archive(image(2, BASE));

        assertThat(output).contains("The archive %s is damaged".formatted(damaged));
        assertThat(outcome.reused()).isZero();
        assertThat(this.archiver.registry.requests("GET", BASE_BLOB)).hasSize(1);
        assertThatArchive(this.archiver.file(outcome)).hasLayers(List.of(BASE_BLOB.digest()));
        assertThat(this.archiver.archive(first).saved()).isTrue();
        assertThatArchive(damaged).hasLayers(List.of(BASE_BLOB.digest()));
        assertThat(this.archiver.registry.requests("GET", BASE_BLOB)).hasSize(1);
    }

    @Test
    void anArchiveThatIsGoneIsForgottenSilently(CapturedOutput output) throws IOException {
        ImageOutcome first = archive(image(1, BASE));
        Files.delete(this.archiver.file(first));

        assertThat(archive(image(2, BASE)).reused()).isZero();

        assertThat(output).doesNotContain("damaged");
        assertThat(this.archiver.inventory.blobs(BASE_BLOB.digest())).hasSize(1);
    }

    private ImageOutcome archive(TestImage image) {
        return this.archiver.archive(select(image));
    }

    private ImageArchiver archiverOn(ExecutorService executor) {
        return new ImageArchiver(this.archiver.store, this.archiver.inventory,
                new RegistryImageSource(this.archiver.registry.uri()), Registry.of("registry.example.com"), executor,
                this.archiver.stopping::get, this.archiver.pauses::add);
    }

    private CompletableFuture<ImageOutcome> inLane(ImageArchiver shared, SelectedImage image) {
        return CompletableFuture.supplyAsync(() -> shared.archive(image), this.lanes);
    }

    private void awaitRequestsOfBase(int count) {
        Awaitility.await()
            .atMost(30, TimeUnit.SECONDS)
            .until(() -> this.archiver.registry.requests("GET", BASE_BLOB).size() >= count);
    }

    private SelectedImage select(TestImage image) {
        return TestArchiver.image(this.archiver.registry.push("team/app", image), "1.0");
    }

    private static TestImage image(int day, TestLayer... layers) {
        return TestImage.createdAt("2026-01-%02dT00:00:00Z".formatted(day + 1)).withLayers(layers);
    }

    private static void turnOverByteInTheMiddleOf(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, channel.size() / 2);
            one.put(0, (byte) ~one.get(0)).rewind();
            channel.write(one, channel.size() / 2);
        }
    }

}
