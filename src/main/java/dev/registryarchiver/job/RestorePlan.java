package dev.registryarchiver.job;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.archive.DamagedArchiveException;
import dev.registryarchiver.archive.RestorableArchive;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Printable;
import dev.registryarchiver.image.Tag;
import dev.registryarchiver.job.ArchivesToRestore.ArchiveToRestore;

/**
 * What each archive becomes in the registry, decided before the first byte is pushed. A
 * tag can point at one image only: of several archives of one platform the newest image
 * has it, as it would have in the registry they were taken from.
 */
final class RestorePlan {

    private final RestoreProperties properties;

    RestorePlan(RestoreProperties properties) {
        this.properties = properties;
    }

    /** One entry for each file, in their order. */
    List<Entry> make(List<ArchiveToRestore> files) {
        if (this.properties.namesOne() && files.size() > 1) {
            throw new UsageException("restore.to is a name for one archive, and there are %d. Leave it out, or use "
                .formatted(files.size()) + "restore.prefix.");
        }
        List<Entry> entries = new ArrayList<>();
        files.forEach((file) -> entries.add(read(file)));
        return settle(entries);
    }

    private Entry read(ArchiveToRestore file) {
        try (RestorableArchive archive = file.open()) {
            RestoreName name = this.properties.name(new RestoreName(archive.repository(), archive.tags()));
            return new Entry(file, new Facts(archive.root(), archive.created().orElse(null), archive.platform()), name,
                    "", true);
        }
        catch (DamagedArchiveException ex) {
            return file.meant() ? Entry.failed(file, damaged(ex))
                    : Entry.leftOut(file, "it is no archive of this program");
        }
        catch (IOException ex) {
            return Entry.failed(file, "it cannot be read (%s)".formatted(Printable.of(String.valueOf(ex))));
        }
        catch (IllegalArgumentException ex) {
            return Entry.failed(file, String.valueOf(ex.getMessage()));
        }
    }

    /** Why nothing of an archive is published. */
    static String damaged(DamagedArchiveException damage) {
        return "it is damaged, or no archive of this program: %s. Nothing of it was published; take another copy of it"
            .formatted(Printable.of(damage.finding()));
    }

    private static List<Entry> settle(List<Entry> entries) {
        Map<String, List<Entry>> claims = new LinkedHashMap<>();
        for (Entry entry : entries) {
            entry.claims().forEach((claim) -> claims.computeIfAbsent(claim, (key) -> new ArrayList<>()).add(entry));
        }
        Map<ArchiveToRestore, Entry> settled = new LinkedHashMap<>();
        entries.forEach((entry) -> settled.put(entry.file(), entry));
        claims.forEach((claim, claimants) -> {
            if (claimants.stream().map((entry) -> entry.known().root().digest()).distinct().count() > 1) {
                Optional<Entry> newest = newest(claimants);
                for (Entry entry : claimants) {
                    settled.computeIfPresent(entry.file(),
                            (file, current) -> newest.map((winner) -> current.yielding(claim, winner))
                                .orElseGet(() -> current.contested(claim, claimants)));
                }
            }
        });
        return List.copyOf(settled.values());
    }

    private static Optional<Entry> newest(List<Entry> claimants) {
        Set<String> platforms = new LinkedHashSet<>();
        claimants.forEach((entry) -> platforms.add(entry.known().platform()));
        boolean dated = claimants.stream().allMatch((entry) -> entry.known().created() != null);
        if (platforms.size() > 1 || !dated) {
            return Optional.empty();
        }
        List<Entry> sorted = claimants.stream()
            .sorted(Comparator.comparing((Entry entry) -> entry.known().date()).reversed())
            .toList();
        boolean certain = sorted.stream()
            .filter((entry) -> entry.known().date().equals(sorted.get(0).known().date()))
            .allMatch((entry) -> entry.known().root().equals(sorted.get(0).known().root()));
        return certain ? Optional.of(sorted.get(0)) : Optional.empty();
    }

    /**
     * What an archive says of its image.
     *
     * @param root what its tags point at
     * @param created when it was built, if known
     * @param platform its platform
     */
    record Facts(Descriptor root, @Nullable Instant created, String platform) {

        Instant date() {
            return (this.created != null) ? this.created : Instant.MIN;
        }

    }

    /**
     * What becomes of a file.
     *
     * @param file the file
     * @param facts what it holds; {@code null} when that cannot be told
     * @param name where it is restored; {@code null} when that cannot be told
     * @param detail why it is not restored, or which tags it does not get; or empty
     * @param good whether nothing is wrong with it
     */
    record Entry(ArchiveToRestore file, @Nullable Facts facts, @Nullable RestoreName name, String detail,
            boolean good) {

        static Entry failed(ArchiveToRestore file, String detail) {
            return new Entry(file, null, null, detail, false);
        }

        static Entry leftOut(ArchiveToRestore file, String detail) {
            return new Entry(file, null, null, detail, true);
        }

        /** Whether there is something to push. */
        boolean isRestorable() {
            return this.good && this.name != null && !this.name.tags().isEmpty();
        }

        Facts known() {
            if (this.facts == null) {
                throw new IllegalStateException(this.file + " could not be read");
            }
            return this.facts;
        }

        RestoreName target() {
            if (this.name == null) {
                throw new IllegalStateException(this.file + " has no name");
            }
            return this.name;
        }

        private List<String> claims() {
            return (this.name != null) ? this.name.tags().stream().map(this::claim).toList() : List.of();
        }

        private String claim(Tag tag) {
            return target().repository() + ":" + tag;
        }

        private Entry yielding(String claim, Entry winner) {
            if (winner.known().root().equals(known().root())) {
                return this;
            }
            List<Tag> kept = target().tags().stream().filter((tag) -> !claim(tag).equals(claim)).toList();
            String reason = "%s is the newer image in %s".formatted(claim, Printable.of(winner.file().label()));
            return new Entry(this.file, this.facts, target().withTags(kept),
                    this.detail.isEmpty() ? reason : this.detail + "; " + reason, this.good);
        }

        private Entry contested(String claim, List<Entry> claimants) {
            List<String> others = claimants.stream()
                .filter((entry) -> !entry.file().equals(this.file))
                .map((entry) -> "%s (%s)".formatted(Printable.of(entry.file().label()), entry.known().platform()))
                .toList();
            return new Entry(this.file, this.facts, this.name,
                    "%s would be this image (%s) and that in %s. Restore each by itself, with restore.to"
                        .formatted(claim, known().platform(), String.join(", ", others)),
                    false);
        }

    }

}
