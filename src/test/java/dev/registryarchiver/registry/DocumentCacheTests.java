package dev.registryarchiver.registry;

import org.junit.jupiter.api.Test;

import dev.registryarchiver.image.Digest;
import dev.registryarchiver.registry.DocumentCache.Document;

import static org.assertj.core.api.Assertions.assertThat;

class DocumentCacheTests {

    private final DocumentCache cache = new DocumentCache(100);

    @Test
    void findsWhatWasPut() {
        Digest digest = put(1, 100);

        assertThat(this.cache.find(digest)).get().extracting(Document::content).isEqualTo(content(1, 100));
    }

    @Test
    void forgetsWhatWasNotUsedForLongest() {
        Digest first = put(1, 40);
        Digest second = put(2, 40);
        this.cache.find(first);
        Digest third = put(3, 40);

        assertThat(this.cache.find(first)).isPresent();
        assertThat(this.cache.find(second)).isEmpty();
        assertThat(this.cache.find(third)).isPresent();
    }

    @Test
    void countsTheSameDocumentOnce() {
        Digest first = put(1, 50);
        put(1, 50);
        Digest second = put(2, 50);

        assertThat(this.cache.find(first)).isPresent();
        assertThat(this.cache.find(second)).isPresent();
    }

    @Test
    void doesNotForgetEverythingForADocumentThatNeverFits() {
        Digest small = put(1, 10);
        Digest large = put(2, 101);

        assertThat(this.cache.find(small)).isPresent();
        assertThat(this.cache.find(large)).isEmpty();
    }

    private Digest put(int seed, int size) {
        byte[] content = content(seed, size);
        Digest digest = Digest.sha256(content);
        this.cache.put(digest, new Document("application/json", content));
        return digest;
    }

    private static byte[] content(int seed, int size) {
        byte[] content = new byte[size];
        content[0] = (byte) seed;
        return content;
    }

}
