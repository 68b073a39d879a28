package dev.registryarchiver.archive;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in object storage.
 *
 * @param bucket name of the bucket
 * @param prefix what every key begins with: empty, or ending in a slash
 */
public record BucketLocation(String bucket, String prefix) {

    private static final String SCHEME = "s3:";

    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html, and
    // what was allowed before.
    private static final Pattern URL = Pattern
        .compile("s3://([A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9])((?:/[A-Za-z0-9!_.*'()=@,+-]+)*)/*");

    // A file name has at most 179 bytes, and a repository 255 characters.
    private static final int MAX_PREFIX = 400;

    /** Reads such a place as {@code s3://bucket/prefix}; empty for a directory. */
    static Optional<BucketLocation> of(String directory) {
        if (!directory.startsWith(SCHEME)) {
            return Optional.empty();
        }
        Matcher url = URL.matcher(directory);
        if (!url.matches() || url.group(2).length() > MAX_PREFIX || url.group(2).matches(".*/\\.{1,2}(/.*)?")) {
            throw new IllegalArgumentException(
                    "archive.directory is '%s', which is no place in object storage; such a place is s3://bucket or s3://bucket/prefix"
                        .formatted(directory));
        }
        return Optional
            .of(new BucketLocation(url.group(1), url.group(2).isEmpty() ? "" : url.group(2).substring(1) + "/"));
    }

    /** The key of what has this name below the prefix. */
    String key(String name) {
        return this.prefix + name;
    }

    /** Such as {@code s3://bucket/prefix/name}. */
    String url(String name) {
        return "s3://%s/%s%s".formatted(this.bucket, this.prefix, name);
    }

    @Override
    public String toString() {
        return url("").replaceFirst("/$", "");
    }

}
