package dev.registryarchiver.archive;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.registryarchiver.archive.StoredImage.Contents;
import dev.registryarchiver.archive.VerifiedArchive.State;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;
import dev.registryarchiver.inventory.ArchivedBlob;

/**
 * Reads archives again from their first byte to their last: headers, documents, the
 * digest of every blob, and that nothing is missing or left over. Safe for use by many
 * threads; memory does not grow with the archive.
 */
public final class ArchiveVerifier {

    private static final int MAX_FINDINGS = 5;

    private static final List<String> FIRST = List.of("oci-layout", "index.json", "manifest.json", "blobs/",
            "blobs/sha256/");

    private static final Pattern NAMED_DIGEST = Pattern.compile("_([0-9a-f]{12})\\.tar$");

    private static final Pattern FOLDER = Pattern.compile("blobs/(sha(256|512)/)?");

    private final boolean diffIds;

    private final Runnable checkpoint;

    private final LayerUnpacker unpacker;

    /**
     * @param diffIds whether layers are also unpacked and compared with the config
     * @param checkpoint called for every buffer; throws to end it
     */
    public ArchiveVerifier(boolean diffIds, Runnable checkpoint) {
        this.diffIds = diffIds;
        this.checkpoint = checkpoint;
        this.unpacker = new LayerUnpacker(checkpoint);
    }

    /**
     * Verifies one file.
     * @param recorded what the inventory says that it holds; may be nothing
     */
    public VerifiedArchive verify(Path file, List<ArchivedBlob> recorded) {
        return verify(String.valueOf(file.getFileName()), () -> ArchiveBytes.open(file), recorded);
    }

    /**
     * Verifies one archive.
     * @param name what it is called, which may tell what it has to hold
     * @param recorded what the inventory says that it holds; may be nothing
     */
    public VerifiedArchive verify(String name, ArchiveOpening opening, List<ArchivedBlob> recorded) {
        long size = 0;
        try (ArchiveBytes bytes = opening.open()) {
            size = bytes.size();
            return verify(name, new StoredArchive(bytes, StoredEntries.read(bytes)), recorded);
        }
        catch (DamagedArchiveException ex) {
            return new VerifiedArchive(State.DAMAGED, size, List.of(ex.finding()));
        }
        catch (NoSuchFileException ex) {
            return new VerifiedArchive(State.MISSING, 0, List.of("there is no such file"));
        }
        catch (IOException ex) {
            return new VerifiedArchive(State.UNREADABLE, size, List.of("it could not be read (%s)".formatted(ex)));
        }
    }

    private VerifiedArchive verify(String name, StoredArchive archive, List<ArchivedBlob> recorded) throws IOException {
        StoredImage image = new StoredImageReader(archive).read();
        List<String> damage = findDamage(name, archive, image, recorded);
        if (!damage.isEmpty()) {
            return new VerifiedArchive(State.DAMAGED, archive.size(), damage);
        }
        Unpacking unpacking = new Unpacking(archive);
        if (this.diffIds) {
            unpacking.compare(image);
        }
        return unpacking.faults.isEmpty() ? new VerifiedArchive(State.RIGHT, archive.size(), unpacking.remarks)
                : new VerifiedArchive(State.FAULTY, archive.size(), unpacking.faults);
    }

    private List<String> findDamage(String name, StoredArchive archive, StoredImage image, List<ArchivedBlob> recorded)
            throws IOException {
        Matcher named = NAMED_DIGEST.matcher(name);
        if (named.find() && !named.group(1).equals(image.root().digest().abbreviated())) {
            return List.of("it holds another image, %s, than it is named after".formatted(image.root().digest()));
        }
        List<String> names = List.copyOf(archive.entries().keySet());
        if (!names.subList(0, Math.min(FIRST.size(), names.size())).equals(FIRST)) {
            return List.of("its entries are not in the order they are written in");
        }
        List<String> damage = new ArrayList<>();
        for (StoredEntry entry : archive.entries().values()) {
            boolean known = entry.isDirectory() ? FOLDER.matcher(entry.path()).matches() && entry.size() == 0
                    : image.paths().contains(entry.path());
            if (!known) {
                damage.add("the entry %s at byte %d does not belong to the image".formatted(entry.path(),
                        entry.position()));
            }
            else if (!holdsItsDigest(archive, entry)) {
                damage.add(StoredArchive.wrongBytes(entry).finding());
            }
        }
        if (damage.isEmpty() && isRecordOf(archive, recorded)) {
            damage.addAll(findChangedDocuments(archive, recorded));
        }
        return damage.stream().limit(MAX_FINDINGS).toList();
    }

    private boolean holdsItsDigest(StoredArchive archive, StoredEntry entry) throws IOException {
        String[] path = entry.path().split("/");
        return path.length != 3 || archive.range(entry).has(Digest.of(path[1] + ":" + path[2]), this.checkpoint);
    }

    /**
     * Whether the inventory speaks of this very file: it may have been killed after an
     * archive took the place of another and before its blobs were recorded.
     */
    private static boolean isRecordOf(StoredArchive archive, List<ArchivedBlob> recorded) {
        Set<Long> positions = new HashSet<>();
        archive.entries().values().forEach((entry) -> positions.add(entry.position()));
        return recorded.stream().allMatch((blob) -> positions.contains(blob.position()));
    }

    /**
     * Of the documents without a name that tells their digest, only the inventory knows.
     */
    private List<String> findChangedDocuments(StoredArchive archive, List<ArchivedBlob> recorded) throws IOException {
        List<String> changed = new ArrayList<>();
        for (StoredEntry entry : archive.entries().values()) {
            for (ArchivedBlob blob : recorded) {
                if (!entry.isDirectory() && blob.position() == entry.position() && blob.size() == entry.size()
                        && !entry.path().contains("/") && !archive.range(entry).has(blob.digest(), this.checkpoint)) {
                    changed.add("%s at byte %d is not as it was written".formatted(entry.path(), entry.position()));
                }
            }
        }
        return changed;
    }

    /** Compares what the layers of an archive unpack to with what its configs say. */
    private final class Unpacking {

        private final StoredArchive archive;

        private final List<String> faults = new ArrayList<>();

        private final List<String> remarks = new ArrayList<>();

        private Unpacking(StoredArchive archive) {
            this.archive = archive;
        }

        private void compare(StoredImage image) throws DamagedArchiveException {
            for (Contents contents : image.images()) {
                List<Descriptor> layers = contents.manifest().layers();
                List<String> diffIds = contents.config().diffIds();
                if (layers.size() != diffIds.size()) {
                    this.faults.add("the image of config %s has %d layers and %d diff ids"
                        .formatted(contents.manifest().config().digest(), layers.size(), diffIds.size()));
                    continue;
                }
                for (int i = 0; i < layers.size(); i++) {
                    compare(layers.get(i), diffIds.get(i));
                }
            }
        }

        private void compare(Descriptor layer, String diffId) throws DamagedArchiveException {
            StoredEntry entry = this.archive.require(layer);
            try {
                Digest expected = Digest.of(diffId);
                Digest actual = ArchiveVerifier.this.unpacker.diffId(this.archive.range(entry), expected);
                if (!actual.equals(expected)) {
                    this.faults.add("the layer %s at byte %d unpacks to %s and the config says %s"
                        .formatted(layer.digest(), entry.position(), actual, expected));
                }
            }
            catch (LayerUnpacker.UnknownCompressionException ex) {
                this.remarks.add("the layer %s is %s".formatted(layer.digest(), ex.getMessage()));
            }
            catch (IOException ex) {
                this.faults.add("the layer %s at byte %d does not unpack (%s)".formatted(layer.digest(),
                        entry.position(), ex.getMessage()));
            }
            catch (IllegalArgumentException ex) {
                this.faults.add("the config has an unusable diff id: %s".formatted(ex.getMessage()));
            }
        }

    }

}
