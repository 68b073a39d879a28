package dev.registryarchiver.archive;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

import org.jspecify.annotations.Nullable;

/**
 * What a bucket holds below its prefix: listed once, when it is first asked for, and kept
 * up with what this process does. That takes a request for every thousand archives, in
 * place of one for each. Safe for use by many threads.
 */
final class BucketListing {

    private final Bucket bucket;

    private @Nullable Listed listed;

    BucketListing(Bucket bucket) {
        this.bucket = bucket;
    }

    Optional<ArchiveFile> find(String name) {
        return Optional.ofNullable(listed().archives.get(name));
    }

    /** Everything that ends in {@code .tar}, hidden or not, in the order of the names. */
    List<ArchiveFile> archives() {
        return List.copyOf(listed().archives.values());
    }

    /** Archives that were begun and not published, and when that was noted last. */
    Map<String, Instant> unfinished() {
        return listed().unfinished;
    }

    void published(ArchiveFile archive) {
        listed().archives.put(archive.name(), archive);
    }

    void deleted(String name) {
        listed().archives.remove(name);
    }

    void begun(String name) {
        listed().unfinished.put(name, Instant.now());
    }

    void ended(String name) {
        listed().unfinished.remove(name);
    }

    private synchronized Listed listed() {
        Listed known = this.listed;
        if (known == null) {
            known = new Listed();
            this.bucket.list("", known::add);
            this.listed = known;
        }
        return known;
    }

    private static final class Listed {

        private final Map<String, ArchiveFile> archives = new ConcurrentSkipListMap<>();

        private final Map<String, Instant> unfinished = new ConcurrentHashMap<>();

        private void add(ArchiveFile object) {
            if (object.name().endsWith(ArchiveName.SUFFIX)) {
                this.archives.put(object.name(), object);
            }
            UploadRecords.archive(object.name())
                .ifPresent((archive) -> this.unfinished.put(archive, object.modified()));
        }

    }

}
