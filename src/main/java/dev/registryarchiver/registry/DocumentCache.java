package dev.registryarchiver.registry;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import dev.registryarchiver.image.Digest;

/**
 * Keeps the documents used last, up to a total size, so that selecting and archiving an
 * image fetch its manifest and config once. A digest never gets another content, so
 * nothing in here can be out of date. Safe for use by many threads.
 */
final class DocumentCache {

    private final int capacity;

    private final Map<Digest, Document> documents = new LinkedHashMap<>(16, 0.75f, true);

    private int size;

    /**
     * @param capacity most bytes kept in all
     */
    DocumentCache(int capacity) {
        this.capacity = capacity;
    }

    synchronized Optional<Document> find(Digest digest) {
        return Optional.ofNullable(this.documents.get(digest));
    }

    /**
     * Keeps a document whose content was verified to have the digest.
     */
    synchronized void put(Digest digest, Document document) {
        if (document.content().length > this.capacity) {
            return;
        }
        Document former = this.documents.put(digest, document);
        this.size += document.content().length - ((former != null) ? former.content().length : 0);
        Iterator<Document> eldest = this.documents.values().iterator();
        while (this.size > this.capacity) {
            this.size -= eldest.next().content().length;
            eldest.remove();
        }
    }

    /**
     * A document as served.
     *
     * @param contentType content type of the answer, or of the descriptor that embedded
     * it
     * @param content the exact bytes; nobody changes them
     */
    record Document(String contentType, byte[] content) {
    }

}
