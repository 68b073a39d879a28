package dev.registryarchiver.archive;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Platform;
import dev.registryarchiver.image.Registry;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.image.SelectedImage;
import dev.registryarchiver.image.Tag;
import dev.registryarchiver.inventory.ImageInventory;
import dev.registryarchiver.inventory.ImageOutcome;
import dev.registryarchiver.inventory.InventorySchema;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** An archiver with everything around it: a registry, an inventory, a directory. */
final class TestArchiver implements AutoCloseable {

    static final RepositoryName REPOSITORY = RepositoryName.of("team/app");

    static final Instant CREATED = Instant.parse("2026-01-02T03:04:05.678Z");

    final FakeRegistry registry = new FakeRegistry();

    final List<Duration> pauses = new CopyOnWriteArrayList<>();

    final AtomicBoolean stopping = new AtomicBoolean();

    final ExecutorService executor = Executors.newFixedThreadPool(4);

    final ImageInventory inventory = emptyInventory();

    final DirectoryArchiveStore store;

    TestArchiver(Path directory) {
        this(directory, false);
    }

    /** One that shares blocks, or copies inside the kernel where there is no sharing. */
    TestArchiver(Path directory, boolean sharing) {
        this.store = new DirectoryArchiveStore(directory, () -> new BlockSharing(sharing));
    }

    static ImageInventory emptyInventory() {
        DriverManagerDataSource database = new DriverManagerDataSource(
                "jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1".formatted(UUID.randomUUID()));
        InventorySchema.create(database);
        return new ImageInventory(new JdbcTemplate(database));
    }

    /** An image whose tags point at its manifest. */
    static SelectedImage image(Descriptor manifest, String... tags) {
        return new SelectedImage(REPOSITORY, tags(tags), manifest, manifest, Platform.LINUX_AMD64, false, CREATED,
                "built (config)", "newest by build date");
    }

    /** An image whose tag points at an index. */
    static SelectedImage image(Descriptor index, Descriptor manifest, boolean wholeIndex) {
        return new SelectedImage(REPOSITORY, tags("1.0"), index, manifest, Platform.LINUX_AMD64, wholeIndex, CREATED,
                "built (config)", "newest by build date");
    }

    private static List<Tag> tags(String... tags) {
        return Arrays.stream(tags).map(Tag::of).toList();
    }

    ImageOutcome archive(SelectedImage image) {
        return archiver(this.inventory).archive(image);
    }

    /** The same, but the state was lost. */
    ImageOutcome archiveForgetful(SelectedImage image) {
        return archiver(emptyInventory()).archive(image);
    }

    ImageArchiver archiver(ImageInventory inventory) {
        return new ImageArchiver(this.store, inventory, new RegistryImageSource(this.registry.uri()),
                Registry.of("https://registry.example.com:5000"), this.executor, this.stopping::get, this.pauses::add);
    }

    /** Archives and tells where. */
    Path file(SelectedImage image) {
        return file(archive(image));
    }

    Path file(ImageOutcome outcome) {
        return this.store.find(outcome.archive()).map((archive) -> this.store.resolve(archive.name())).orElseThrow();
    }

    @Override
    public void close() {
        this.executor.shutdown();
        this.registry.close();
    }

}
