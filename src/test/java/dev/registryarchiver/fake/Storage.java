package dev.registryarchiver.fake;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import dev.registryarchiver.image.Digest;

/** What the registry holds. Safe for use by many threads. */
final class Storage {

    // Distribution walks directories, so that a/b comes before a-b.
    static final Comparator<String> WALK_ORDER = Comparator.comparing((String name) -> name.replace('/', '\u0000'));

    private final Map<String, Repository> repositories = new TreeMap<>(WALK_ORDER);

    synchronized void createRepository(String name) {
        repository(name);
    }

    synchronized void deleteRepository(String name) {
        this.repositories.remove(name);
    }

    synchronized void putManifest(String repository, TestDocument document) {
        repository(repository).manifests.put(document.digest(), document);
    }

    synchronized void deleteManifest(String repository, Digest digest) {
        repository(repository).manifests.remove(digest);
    }

    synchronized void putTag(String repository, String tag, Digest digest) {
        repository(repository).tags.put(tag, digest);
    }

    synchronized void deleteTag(String repository, String tag) {
        repository(repository).tags.remove(tag);
    }

    synchronized void putBlob(String repository, Digest digest, Content content) {
        repository(repository).blobs.put(digest, content);
    }

    synchronized void deleteBlob(String repository, Digest digest) {
        repository(repository).blobs.remove(digest);
    }

    synchronized List<String> repositories() {
        return new ArrayList<>(this.repositories.keySet());
    }

    synchronized Optional<List<String>> tags(String repository) {
        return find(repository).map((found) -> new ArrayList<>(found.tags.keySet()));
    }

    /**
     * A manifest.
     * @param reference tag or digest
     */
    synchronized Optional<TestDocument> manifest(String repository, String reference) {
        return find(repository).flatMap((found) -> {
            Digest digest = reference.contains(":") ? Digest.of(reference) : found.tags.get(reference);
            return Optional.ofNullable((digest != null) ? found.manifests.get(digest) : null);
        });
    }

    synchronized Optional<Content> blob(String repository, Digest digest) {
        return find(repository).map((found) -> found.blobs.get(digest));
    }

    private Repository repository(String name) {
        return this.repositories.computeIfAbsent(name, (missing) -> new Repository());
    }

    private Optional<Repository> find(String name) {
        return Optional.ofNullable(this.repositories.get(name));
    }

    private static final class Repository {

        private final Map<String, Digest> tags = new LinkedHashMap<>();

        private final Map<Digest, TestDocument> manifests = new LinkedHashMap<>();

        private final Map<Digest, Content> blobs = new LinkedHashMap<>();

    }

}
