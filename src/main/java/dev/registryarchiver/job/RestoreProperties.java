package dev.registryarchiver.job;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import dev.registryarchiver.image.Printable;
import dev.registryarchiver.image.RepositoryName;

/**
 * How archives are restored.
 *
 * @param to other name for the one archive that is restored, such as team/app or
 * team/app:1.2; by default repository and tags are those it was taken from
 * @param prefix put before the names of all repositories, such as mirror for
 * mirror/team/app
 * @param overwrite whether a tag that points at another image is made to point at the
 * restored one
 * @param chunkSize most bytes of a layer sent with one request, from 1MB on
 */
@ConfigurationProperties(prefix = "restore", ignoreUnknownFields = false)
record RestoreProperties(@Nullable String to, @Nullable String prefix, @DefaultValue("false") boolean overwrite,
        @DefaultValue("32MB") DataSize chunkSize) {

    private static final DataSize SMALLEST_CHUNK = DataSize.ofMegabytes(1);

    RestoreProperties {
        if (to != null) {
            require(to.isBlank() || RestoreName.isValid(to), "restore.to", to,
                    "the name of a repository, with or without a tag, such as team/app:1.2");
        }
        if (prefix != null) {
            require(prefix.isBlank() || RepositoryName.isValid(withoutSlash(prefix)), "restore.prefix", prefix,
                    "the beginning of a repository's name, such as mirror");
        }
        require(chunkSize.compareTo(SMALLEST_CHUNK) >= 0, "restore.chunk-size", chunkSize.toString(),
                "a size of at least 1MB, such as 32MB");
    }

    /** The name an archive is restored under. */
    RestoreName name(RestoreName recorded) {
        RestoreName named = (this.to != null && !this.to.isBlank()) ? recorded.changedTo(this.to) : recorded;
        return (this.prefix != null && !this.prefix.isBlank()) ? named.below(withoutSlash(this.prefix)) : named;
    }

    /** Whether only one archive can be meant. */
    boolean namesOne() {
        return this.to != null && !this.to.isBlank();
    }

    private static String withoutSlash(String prefix) {
        return prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
    }

    private static void require(boolean valid, String property, String value, String expected) {
        if (!valid) {
            throw new IllegalArgumentException(
                    "%s is '%s'; it needs to be %s".formatted(property, Printable.of(value), expected));
        }
    }

}
