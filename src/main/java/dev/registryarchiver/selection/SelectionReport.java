package dev.registryarchiver.selection;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.image.SelectedImage;
import dev.registryarchiver.image.Tag;
import dev.registryarchiver.inventory.KnownImage;

/** Turns what the tags of one repository point at into a choice and its explanation. */
final class SelectionReport {

    private final RepositoryName repository;

    private final ConsideredTags tags;

    private final List<PlatformChoice> choices;

    private final Map<Digest, List<Tag>> tagsByDigest = new LinkedHashMap<>();

    private final Map<Digest, List<KnownImage>> images = new LinkedHashMap<>();

    private final Map<Tag, String> leftOut = new TreeMap<>();

    private final int missing;

    private final Map<Digest, SelectedImage> chosen = new LinkedHashMap<>();

    private final Map<Digest, SelectedImage> others = new LinkedHashMap<>();

    private final Set<String> remarks = new LinkedHashSet<>();

    private long contentSize;

    SelectionReport(RepositoryName repository, ConsideredTags tags, TagSurvey survey, List<PlatformChoice> choices) {
        this.repository = repository;
        this.tags = tags;
        this.choices = choices;
        Map<Tag, Digest> digests = survey.digests();
        digests.forEach((tag, digest) -> {
            this.tagsByDigest.computeIfAbsent(digest, (each) -> new ArrayList<>()).add(tag);
            this.images.put(digest, survey.images(digest));
        });
        this.leftOut.putAll(survey.unreadable());
        this.missing = tags.considered().size() - digests.size() - this.leftOut.size();
    }

    RepositorySelection choose(int newest, Instant now) {
        this.images.forEach(this::leaveOut);
        for (int i = 0; i < this.choices.size(); i++) {
            PlatformChoice choice = this.choices.get(i);
            choose(i, (image) -> runsOn(choice, image), newest, now);
        }
        if (this.chosen.isEmpty()) {
            // Better an image for another platform than none at all, as docker pull has
            // it.
            choose(0, (image) -> true, newest, now);
            this.chosen.values().forEach(this::remarkOnPlatform);
        }
        this.chosen.keySet().forEach(this.others::remove);
        List<String> remarks = remarks();
        if (this.chosen.isEmpty()) {
            return RepositorySelection.nothing(this.repository, whyNothing(), this.leftOut, remarks);
        }
        return new RepositorySelection(this.repository, List.copyOf(this.chosen.values()),
                List.copyOf(this.others.values()), this.leftOut, "", remarks, this.contentSize);
    }

    private void leaveOut(Digest digest, List<KnownImage> findings) {
        if (findings.stream().noneMatch(KnownImage::isImage)) {
            String why = findings.get(0).notAnImage();
            tagsAt(digest).forEach((tag) -> this.leftOut.put(tag, why));
        }
    }

    private static boolean runsOn(PlatformChoice choice, KnownImage image) {
        return image.platform().isUnknown() || PlatformPolicy.accepts(choice, image.platform());
    }

    private void choose(int choice, Predicate<KnownImage> wanted, int newest, Instant now) {
        List<Candidate> candidates = new ArrayList<>();
        this.images.forEach((digest, findings) -> {
            if (findings.get(choice).isImage() && wanted.test(findings.get(choice))) {
                candidates.add(new Candidate(tagsAt(digest), findings.get(choice)));
            }
        });
        List<RankedImage> ranking = NewestImagePolicy.rank(candidates, now);
        ranking.stream().limit(newest).forEach(this::take);
        ranking.stream()
            .skip(newest)
            .forEach((ranked) -> this.others.putIfAbsent(ranked.candidate().root(), selected(ranked)));
        remarkOnDates(ranking);
        remarkOnRefused(choice, ranking, now);
    }

    private void take(RankedImage ranked) {
        Candidate candidate = ranked.candidate();
        if (this.chosen.putIfAbsent(candidate.root(), selected(ranked)) == null) {
            this.contentSize += candidate.image().size();
        }
    }

    private SelectedImage selected(RankedImage ranked) {
        Candidate candidate = ranked.candidate();
        KnownImage image = candidate.image();
        return new SelectedImage(this.repository, candidate.tags(), image.tagged(), image.manifest(), image.platform(),
                candidate.isWholeIndex(), ranked.built(), ranked.reason());
    }

    private void remarkOnDates(List<RankedImage> ranking) {
        long dateless = ranking.stream().filter((ranked) -> ranked.built() == null).count();
        if (dateless > 0 && ranking.size() > 1) {
            this.remarks.add("%d of %d images have no usable date".formatted(dateless, ranking.size()));
        }
    }

    private void remarkOnPlatform(SelectedImage image) {
        String wanted = this.choices.stream().map(PlatformChoice::toString).collect(Collectors.joining(", "));
        this.remarks.add("No tag has an image for %s; %s runs on %s".formatted(wanted, image, image.platform()));
    }

    /**
     * An image that cannot be archived is worth a word when it would have been chosen.
     */
    private void remarkOnRefused(int choice, List<RankedImage> ranking, Instant now) {
        Instant best = ranking.isEmpty() ? null : ranking.get(0).built();
        this.images.forEach((digest, findings) -> {
            KnownImage image = findings.get(choice);
            Instant built = BuildTime.of(image.dates(), now).instant();
            if (!image.isImage() && built != null && (best == null || built.isAfter(best))) {
                this.remarks.add("%s was built %s but cannot be archived: %s"
                    .formatted(new Candidate(tagsAt(digest), image).name(), built, image.notAnImage()));
            }
        });
    }

    private List<String> remarks() {
        List<String> all = new ArrayList<>(this.remarks);
        if (!this.leftOut.isEmpty()) {
            all.add("%s no archivable image".formatted(tagsAre(this.leftOut.size())));
        }
        if (this.missing > 0) {
            all.add("%s gone from the registry".formatted(tagsAre(this.missing)));
        }
        if (this.tags.excluded() > 0) {
            all.add("%s left out by selection.tags".formatted(tagsAre(this.tags.excluded())));
        }
        return all;
    }

    private static String tagsAre(int count) {
        return (count == 1) ? "1 tag is" : count + " tags are";
    }

    private String whyNothing() {
        if (this.tags.considered().isEmpty()) {
            return this.tags.whyNone();
        }
        Tag example = this.leftOut.keySet().stream().max(TagOrder.INSTANCE).orElseThrow();
        return "none of its tags is an archivable image; %s: %s".formatted(example, this.leftOut.get(example));
    }

    private List<Tag> tagsAt(Digest digest) {
        return this.tagsByDigest.getOrDefault(digest, List.of());
    }

}
