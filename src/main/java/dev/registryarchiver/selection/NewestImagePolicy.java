package dev.registryarchiver.selection;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.registryarchiver.image.Digest;

/**
 * Which image is the newest. A date that can be believed beats none; builders that leave
 * the date out are judged by their annotations, labels and history, and by their tags
 * when these are silent too.
 */
final class NewestImagePolicy {

    private NewestImagePolicy() {
    }

    /**
     * Puts candidates in order, newest first. Candidates with the same content become
     * one.
     * @param now the time of the decision; dates more than 24 hours later are not
     * believed
     */
    static List<RankedImage> rank(Collection<Candidate> candidates, Instant now) {
        Map<Digest, Candidate> distinct = new LinkedHashMap<>();
        candidates.forEach((candidate) -> distinct.merge(candidate.root(), candidate, Candidate::merge));
        List<RankedImage> ranking = distinct.values()
            .stream()
            .map((candidate) -> judge(candidate, now))
            .sorted(Comparator.comparing(RankedImage::built, Comparator.nullsFirst(Comparator.<Instant>naturalOrder()))
                .thenComparing(RankedImage::candidate, Candidate.BY_TAG)
                .reversed())
            .toList();
        return explainTies(ranking);
    }

    private static RankedImage judge(Candidate candidate, Instant now) {
        BuildTime time = BuildTime.of(candidate.image().dates(), now);
        return new RankedImage(candidate, time.instant(), time.reason(), time.reason());
    }

    /** Says of each image that beat another without being newer why it did. */
    private static List<RankedImage> explainTies(List<RankedImage> ranking) {
        List<RankedImage> explained = new ArrayList<>(ranking);
        for (int i = 0; i + 1 < ranking.size(); i++) {
            RankedImage winner = ranking.get(i);
            RankedImage loser = ranking.get(i + 1);
            boolean first = i == 0 || !sameTime(ranking.get(i - 1), winner);
            if (first && sameTime(winner, loser)) {
                explained.set(i,
                        new RankedImage(winner.candidate(), winner.built(), winner.dateSource(), reason(winner)));
            }
        }
        return explained;
    }

    private static boolean sameTime(RankedImage one, RankedImage other) {
        Instant built = one.built();
        return (built != null) ? built.equals(other.built()) : other.built() == null;
    }

    private static String reason(RankedImage winner) {
        String rule = SemanticVersion.of(winner.candidate().name()).isPresent() ? "highest version among tags"
                : "last in the order of tags";
        return winner.reason() + ((winner.built() != null) ? "; others were built at that moment, " : "; ") + rule;
    }

}
