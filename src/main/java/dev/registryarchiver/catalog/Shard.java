package dev.registryarchiver.catalog;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.Printable;
import dev.registryarchiver.image.RepositoryName;

/**
 * The part of the repositories that one machine of several works on. It is found by a
 * hash of the name, so machines need not talk to each other, and a repository stays with
 * its machine when others come and go.
 *
 * @param index which part, from 0
 * @param count into how many parts the repositories are divided, 1 to 10,000
 */
public record Shard(int index, int count) {

    /** Every repository. */
    public static final Shard WHOLE = new Shard(0, 1);

    private static final Pattern FORM = Pattern.compile("(\\d{1,5})/(\\d{1,5})");

    private static final int MOST = 10_000;

    private static final int HASH_DIGITS = 15;

    /**
     * Parses {@code index/count}; Kubernetes counts the pods of an Indexed Job from 0,
     * too.
     * @throws IllegalArgumentException if the text has another form or the index is not
     * below the count
     */
    public static Shard of(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (matcher.matches()) {
            int index = Integer.parseInt(matcher.group(1));
            int count = Integer.parseInt(matcher.group(2));
            if (index < count && count <= MOST) {
                return new Shard(index, count);
            }
        }
        throw new IllegalArgumentException(
                "job.shard is '%s'; it needs to be index/count such as 0/4 to 3/4, the index counted from 0"
                    .formatted(Printable.of(text)));
    }

    /** Whether a repository belongs to this part. */
    public boolean owns(RepositoryName repository) {
        byte[] name = repository.value().getBytes(StandardCharsets.UTF_8);
        // SHA-256 because it is the same everywhere and for ever and has no patterns.
        long hash = Long.parseLong(Digest.sha256(name).hex(), 0, HASH_DIGITS, 16);
        return hash % this.count == this.index;
    }

    /** Whether there are other parts. */
    public boolean isPart() {
        return this.count > 1;
    }

    @Override
    public String toString() {
        return this.index + "/" + this.count;
    }

}
