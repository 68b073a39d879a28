package dev.registryarchiver.selection;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    // A repository full of them needs no line for each.
    private static final int MAX_WARNINGS = 3;

    // Some repositories have a hundred thousand tags.
    private static final int MAX_OTHERS = 100;

    private final RepositoryName repository;

    private final ConsideredTags tags;

    private final List<PlatformChoice> choices;

    private final Map<Digest, List<Tag>> tagsByDigest = new LinkedHashMap<>();

    private final Map<Tag, String> leftOut = new TreeMap<>();

    private final int missing;

    private final Map<Digest, SelectedImage> chosen = new LinkedHashMap<>();

    private final Map<Digest, SelectedImage> others = new LinkedHashMap<>();

    private final TagSurvey survey;

    private final Set<String> warnings = new LinkedHashSet<>();

    private final Set<String> remarks = new LinkedHashSet<>();

    private long contentSize;

    SelectionReport(RepositoryName repository, ConsideredTags tags, TagSurvey survey, List<PlatformChoice> choices) {
        this.repository = repository;
        this.tags = tags;
        this.survey = survey;
        this.choices = choices;
        Map<Tag, Digest> digests = survey.digests();
        digests.forEach((tag, digest) -> {
            // Nearly always the only one, and there may be a hundred thousand.
            this.tagsByDigest.computeIfAbsent(digest, (each) -> new ArrayList<>(1)).add(tag);
        });
        this.leftOut.putAll(survey.unreadable());
        this.choices.forEach((choice) -> survey.broken(choice)
            .stream()
            .filter((broken) -> !digests.containsKey(broken.tag()))
            .forEach((broken) -> this.leftOut.put(broken.tag(), broken.why())));
        this.missing = tags.considered().size() - digests.size() - this.leftOut.size();
    }

    /**
     * Chooses for each platform.
     * @throws BrokenTagException if a tag that cannot be judged may be the newest
     */
    RepositorySelection choose(int newest, Instant now) {
        warnOf(this.survey.unreadable(), "%s is left out: %s");
        this.tagsByDigest.forEach(this::leaveOut);
        for (int i = 0; i < this.choices.size(); i++) {
            PlatformChoice choice = this.choices.get(i);
            choose(i, (image) -> runsOn(choice, image), newest, now);
        }
        if (this.chosen.isEmpty()) {
            // Better an image for another platform than none at all, as docker pull has
            // it.
            choose(0, (image) -> true, newest, now);
            this.chosen.values().forEach(this::warnOfPlatform);
        }
        if (this.chosen.isEmpty()) {
            requireNothingBroken();
        }
        this.chosen.keySet().forEach(this.others::remove);
        List<String> remarks = remarks();
        if (this.chosen.isEmpty()) {
            return RepositorySelection.nothing(this.repository, whyNothing(), this.leftOut, List.copyOf(this.warnings),
                    remarks);
        }
        return new RepositorySelection(this.repository, List.copyOf(this.chosen.values()),
                List.copyOf(this.others.values()), this.leftOut, "", List.copyOf(this.warnings), remarks,
                this.contentSize);
    }

    private void leaveOut(Digest digest, List<Tag> tags) {
        List<KnownImage> findings = this.survey.images(digest);
        if (findings.stream().noneMatch(KnownImage::isImage)) {
            String why = findings.get(0).notAnImage();
            tags.forEach((tag) -> this.leftOut.put(tag, why));
        }
    }

    private static boolean runsOn(PlatformChoice choice, KnownImage image) {
        return image.platform().isUnknown() || PlatformPolicy.accepts(choice, image.platform());
    }

    private void choose(int choice, Predicate<KnownImage> wanted, int newest, Instant now) {
        List<Candidate> candidates = new ArrayList<>();
        this.tagsByDigest.forEach((digest, tags) -> {
            KnownImage image = this.survey.images(digest).get(choice);
            if (image.isImage() && wanted.test(image)) {
                candidates.add(new Candidate(tags, image));
            }
        });
        List<RankedImage> ranking = NewestImagePolicy.rank(candidates, now);
        ranking.stream().limit(newest).forEach(this::take);
        ranking.stream()
            .skip(newest)
            .limit(MAX_OTHERS)
            .forEach((ranked) -> this.others.putIfAbsent(ranked.candidate().root(), selected(ranked)));
        remarkOnDates(ranking);
        judgeBroken(choice, ranking, now);
        warnOfPassedOver(choice, ranking, now);
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
                candidate.isWholeIndex(), ranked.built(), ranked.dateSource(), ranked.reason());
    }

    private void remarkOnDates(List<RankedImage> ranking) {
        long dateless = ranking.stream().filter((ranked) -> ranked.built() == null).count();
        if (dateless > 0 && ranking.size() > 1) {
            this.remarks.add("%d of %d images have no usable date".formatted(dateless, ranking.size()));
        }
    }

    private void warnOfPlatform(SelectedImage image) {
        String wanted = this.choices.stream().map(PlatformChoice::toString).collect(Collectors.joining(", "));
        this.warnings.add("No tag has an image for %s; %s runs on %s".formatted(wanted, image, image.platform()));
    }

    private void judgeBroken(int choice, List<RankedImage> ranking, Instant now) {
        Instant newest = ranking.isEmpty() ? null : ranking.get(0).built();
        List<Tag> readable = ranking.stream().flatMap((ranked) -> ranked.candidate().tags().stream()).toList();
        Map<Tag, String> why = new LinkedHashMap<>();
        for (BrokenTag broken : this.survey.broken(this.choices.get(choice))) {
            if (!ranking.isEmpty() && broken.mayBeNewest(newest, readable, now)) {
                throw new BrokenTagException(this.repository, broken.tag(), "it may be the newest", broken.cause());
            }
            why.put(broken.tag(), broken.why());
        }
        warnOf(why, "%s is left out: %s");
    }

    private void requireNothingBroken() {
        this.choices.stream()
            .flatMap((choice) -> this.survey.broken(choice).stream())
            .findFirst()
            .ifPresent((broken) -> {
                throw new BrokenTagException(this.repository, broken.tag(), "no other tag can be archived",
                        broken.cause());
            });
    }

    /**
     * An image that is not archived is worth a word when it would have been chosen.
     */
    private void warnOfPassedOver(int choice, List<RankedImage> ranking, Instant now) {
        Instant best = ranking.isEmpty() ? null : ranking.get(0).built();
        Map<Tag, Instant> newer = new HashMap<>();
        Map<Tag, String> why = new HashMap<>();
        this.tagsByDigest.forEach((digest, tags) -> {
            KnownImage image = this.survey.images(digest).get(choice);
            Instant built = BuildTime.of(image.dates(), now).instant();
            if (built != null && (best == null || built.isAfter(best))) {
                whyPassedOver(image, best != null).ifPresent((reason) -> {
                    Tag name = new Candidate(tags, image).name();
                    newer.put(name, built);
                    why.put(name, "%s %s".formatted(built, reason));
                });
            }
        });
        Map<Tag, String> newestFirst = new LinkedHashMap<>();
        newer.entrySet()
            .stream()
            .sorted(Map.Entry.<Tag, Instant>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
            .forEach((entry) -> newestFirst.put(entry.getKey(), why.getOrDefault(entry.getKey(), "")));
        warnOf(newestFirst, "%s was built %s");
    }

    private Optional<String> whyPassedOver(KnownImage image, boolean othersChosen) {
        if (!image.isImage()) {
            return Optional.of("but cannot be archived: " + image.notAnImage());
        }
        boolean wanted = this.choices.stream().anyMatch((choice) -> runsOn(choice, image));
        return (othersChosen && !wanted) ? Optional.of("but runs on " + image.platform()) : Optional.empty();
    }

    /** A sentence for each of the first, and one for the rest. */
    private void warnOf(Map<Tag, String> reasons, String sentence) {
        reasons.entrySet()
            .stream()
            .limit(MAX_WARNINGS)
            .forEach((entry) -> this.warnings.add(sentence.formatted(entry.getKey(), entry.getValue())));
        if (reasons.size() > MAX_WARNINGS) {
            this.warnings.add("The same goes for %d more tags".formatted(reasons.size() - MAX_WARNINGS));
        }
    }

    private List<String> remarks() {
        List<String> all = new ArrayList<>(this.warnings);
        all.addAll(this.remarks);
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

}
