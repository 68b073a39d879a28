package dev.registryarchiver.archive;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.registryarchiver.archive.Bucket.OpenUpload;
import dev.registryarchiver.image.Registry;
import dev.registryarchiver.image.RepositoryName;

/** A bucket in object storage, or the part of one below a prefix. */
public final class BucketArchiveStore extends ArchiveStore implements AutoCloseable {

    private static final Logger logger = LoggerFactory.getLogger(BucketArchiveStore.class);

    private final Bucket bucket;

    private final BucketListing listing;

    private final UploadRecords records;

    BucketArchiveStore(Bucket bucket) {
        this.bucket = bucket;
        this.listing = new BucketListing(bucket);
        this.records = new UploadRecords(bucket, this.listing);
    }

    @Override
    public String location() {
        return this.bucket.location().toString();
    }

    @Override
    public Optional<ArchiveFile> find(String name) {
        return this.listing.find(name);
    }

    @Override
    ArchiveBytes open(String name) throws IOException {
        return ObjectBytes.open(this.bucket, name);
    }

    @Override
    List<ArchiveFile> list() {
        return this.listing.archives().stream().filter((archive) -> !isHidden(archive.name())).toList();
    }

    @Override
    public boolean isEmpty() {
        return this.listing.archives().isEmpty();
    }

    @Override
    public void forEachArchive(Registry registry, Consumer<FoundArchive> consumer) {
        for (ArchiveFile archive : list()) {
            FoundArchive.read(this, archive.name(), registry).ifPresent(consumer);
        }
    }

    /** Whether it may be listed, written to and deleted from. */
    @Override
    public OptionalLong checkWritable() {
        this.listing.archives();
        String name = ".state/checkup-%s".formatted(UUID.randomUUID());
        this.bucket.write(name, new byte[0]);
        this.bucket.delete(name);
        return OptionalLong.empty();
    }

    /** Only trying tells. */
    @Override
    boolean mayChange() {
        return true;
    }

    @Override
    String locationOf(String name) {
        return this.bucket.location().url(name);
    }

    @Override
    Optional<String> readNote(String name) {
        return this.bucket.read(name).map((content) -> new String(content, StandardCharsets.UTF_8));
    }

    @Override
    void writeNote(String name, String content) {
        this.bucket.write(name, content.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    ArchiveWriter writer(BlobOrigins origins) {
        return new BucketArchiveWriter(this.bucket, this.listing, this.records, origins);
    }

    @Override
    boolean isGone(String name) {
        return find(name).isEmpty();
    }

    @Override
    void delete(String name) throws IOException {
        try {
            this.bucket.delete(name);
            this.listing.deleted(name);
        }
        catch (BucketException ex) {
            throw new IOException(ex.getMessage(), ex);
        }
    }

    /** Copies it inside the storage and deletes it, which is as near as it gets. */
    @Override
    String setAside(String name) throws IOException {
        String aside = name + ArchiveName.DAMAGED_SUFFIX;
        try {
            ArchiveFile file = this.bucket.find(name).orElseThrow(() -> new NoSuchFileException(name));
            this.bucket.copy(name, aside, file.size());
        }
        catch (BucketException ex) {
            throw new IOException(ex.getMessage(), ex);
        }
        delete(name);
        return locationOf(aside);
    }

    @Override
    public int removeOrphans(Predicate<RepositoryName> needed, Instant since) {
        List<String> left = this.listing.unfinished()
            .entrySet()
            .stream()
            .filter((unfinished) -> isOrphan(unfinished.getKey(), unfinished.getValue(), needed, since))
            .map(Map.Entry::getKey)
            .toList();
        return abort(left.stream()) + abortUnrecorded(needed, since);
    }

    @Override
    int removeSuperseded(RepositoryName repository, Collection<String> names) {
        String folder = ArchiveName.folder(repository);
        List<String> superseded = this.listing.unfinished()
            .keySet()
            .stream()
            .filter((name) -> folder(name).equals(folder) && !names.contains(name))
            .toList();
        return abort(superseded.stream());
    }

    /** Gives its connections back; nothing can be done with it any more. */
    @Override
    public void close() {
        this.bucket.close();
    }

    private int abort(Stream<String> names) {
        return names.mapToInt((name) -> attempt(name, () -> this.records.abort(name))).sum();
    }

    /** What another program, or a process killed at a bad moment, left without a note. */
    private int abortUnrecorded(Predicate<RepositoryName> needed, Instant since) {
        try {
            Set<String> recorded = Set.copyOf(this.listing.unfinished().keySet());
            return this.bucket.uploads()
                .stream()
                .filter((upload) -> ArchiveName.isOurs(upload.name()) && !recorded.contains(upload.name())
                        && isOrphan(upload.name(), upload.begun(), needed, since))
                .mapToInt(this::abort)
                .sum();
        }
        catch (BucketException ex) {
            logger.warn("Cannot look for uploads that nobody is going to end: {}", ex.getMessage());
            return 0;
        }
    }

    private int abort(OpenUpload upload) {
        return attempt(upload.name(), () -> this.bucket.abortUpload(upload.name(), upload.id()));
    }

    private static int attempt(String name, Runnable removal) {
        try {
            removal.run();
            return 1;
        }
        catch (BucketException ex) {
            logger.warn("Cannot delete what was uploaded of {}, which is no longer needed: {}", name, ex.getMessage());
            return 0;
        }
    }

    private static boolean isOrphan(String name, Instant modified, Predicate<RepositoryName> needed, Instant since) {
        return ArchiveName.repository(folder(name))
            .filter((repository) -> !needed.test(repository) || modified.isBefore(since))
            .isPresent();
    }

    private static String folder(String name) {
        return name.substring(0, Math.max(0, name.lastIndexOf('/')));
    }

    private static boolean isHidden(String name) {
        return name.startsWith(".") || name.contains("/.");
    }

}
