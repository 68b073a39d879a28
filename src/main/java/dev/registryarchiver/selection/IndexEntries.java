package dev.registryarchiver.selection;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.ImageIndex;
import dev.registryarchiver.image.Manifest;
import dev.registryarchiver.image.MediaTypes;

/**
 * The manifests that an index and the indexes inside it name, in order.
 *
 * @param manifests the entries that are no indexes, unusable ones included
 * @param complete whether every inner index was there
 * @param tooDeep whether indexes were left out because they are nested too deeply
 */
record IndexEntries(List<Descriptor> manifests, boolean complete, boolean tooDeep) {

    /** Most levels of indexes, the outermost included. */
    static final int MAX_DEPTH = 3;

    // No real index has more than a few; without a limit one document could cost
    // thousands of requests.
    private static final int MAX_INDEXES = 50;

    /**
     * Collects the entries.
     * @param fetch how to get at an inner index; empty when the registry does not have it
     */
    static IndexEntries of(ImageIndex index, Function<Descriptor, Optional<Manifest>> fetch) {
        Walk walk = new Walk(fetch);
        walk.visit(index, 1);
        return new IndexEntries(walk.manifests, walk.complete, walk.tooDeep);
    }

    private static final class Walk {

        private final Function<Descriptor, Optional<Manifest>> fetch;

        private final List<Descriptor> manifests = new ArrayList<>();

        private final Set<Digest> visited = new HashSet<>();

        private boolean complete = true;

        private boolean tooDeep;

        Walk(Function<Descriptor, Optional<Manifest>> fetch) {
            this.fetch = fetch;
        }

        void visit(ImageIndex index, int depth) {
            if (!this.visited.add(index.descriptor().digest())) {
                return;
            }
            for (Descriptor entry : index.manifests()) {
                if (!MediaTypes.isIndex(entry.mediaType())) {
                    this.manifests.add(entry);
                }
                else if (PlatformPolicy.isUsable(entry) && !this.visited.contains(entry.digest())) {
                    descend(entry, depth + 1);
                }
            }
        }

        private void descend(Descriptor entry, int depth) {
            if (depth > MAX_DEPTH || this.visited.size() >= MAX_INDEXES) {
                this.tooDeep = true;
                return;
            }
            Optional<Manifest> inner = this.fetch.apply(entry);
            this.complete &= inner.isPresent();
            if (inner.isPresent() && inner.get() instanceof ImageIndex index) {
                visit(index, depth);
            }
        }

    }

}
