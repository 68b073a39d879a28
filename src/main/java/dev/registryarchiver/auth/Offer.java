package dev.registryarchiver.auth;

import java.util.List;
import java.util.Optional;

/**
 * What one answer offers to authenticate with.
 *
 * @param challenges in the order of the server
 */
record Offer(List<Challenge> challenges) {

    static final Offer NOTHING = new Offer(List.of());

    /** The Bearer challenge to follow; one without a realm leads nowhere. */
    Optional<Challenge> bearer() {
        return this.challenges.stream().filter(Challenge::isUsableBearer).findFirst();
    }

    boolean hasBasic() {
        return this.challenges.stream().anyMatch(Challenge::isBasic);
    }

    /**
     * Whether nothing is said at all: no header, an empty one (Harbor sends it when a
     * look-up fails), nothing readable, or Bearer without a realm.
     */
    boolean isEmpty() {
        return this.challenges.stream().allMatch((each) -> each.isBearer() && !each.isUsableBearer());
    }

    boolean isRicherThan(Offer other) {
        return (bearer().isPresent() && other.bearer().isEmpty()) || (other.isEmpty() && !isEmpty());
    }

    /** The same without what belongs to one request only. */
    Offer withoutScopes() {
        return new Offer(this.challenges.stream().map(Challenge::withoutScope).toList());
    }

    /** The schemes offered, in lower case. */
    List<String> schemes() {
        return this.challenges.stream().map(Challenge::scheme).distinct().toList();
    }

}
