package dev.registryarchiver.archive;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.image.Tag;

/**
 * How archives are called: path relative to the place of all archives, with forward
 * slashes, such as {@code team/api/1.10.0_20260102T030405Z_3f2a9c81d0be.tar}. A tag has
 * at most 128 characters, so a file name has at most 179 bytes, {@code .partial.progress}
 * included, and fits every file system.
 */
final class ArchiveName {

    static final String SUFFIX = ".tar";

    /** What a damaged archive has behind its name. */
    static final String DAMAGED_SUFFIX = ".damaged";

    private static final DateTimeFormatter CREATED = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT)
        .withZone(ZoneOffset.UTC);

    private static final Pattern OURS = Pattern
        .compile("(.+/)\\w[\\w.-]{0,127}_([+-]?\\d{8,}T\\d{6}Z|undated)_[0-9a-f]{12}\\.tar");

    // Names of devices on Windows, with or without something behind a dot.
    private static final Pattern DEVICE = Pattern.compile("^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?$");

    private static final Pattern ESCAPED_DEVICE = Pattern.compile("^(con|prn|aux|nul|com[0-9]|lpt[0-9])_(\\..*)?$");

    private ArchiveName() {
    }

    static String of(RepositoryName repository, Tag tag, @Nullable Instant created, Digest root) {
        return "%s/%s_%s_%s.tar".formatted(folder(repository), tag,
                (created != null) ? CREATED.format(created) : "undated", root.abbreviated());
    }

    /** Whether a name looks like one of {@link #of}. */
    static boolean isOurs(String name) {
        return OURS.matcher(name).matches();
    }

    /**
     * Where the archives of a repository are. Device names get an underscore, which no
     * repository name can have there, so two repositories never share a folder.
     */
    static String folder(RepositoryName repository) {
        return Arrays.stream(repository.value().split("/"))
            .map((segment) -> DEVICE.matcher(segment).replaceFirst("$1_$2"))
            .collect(Collectors.joining("/"));
    }

    /** The repository whose archives are in a folder, where it is one of a repository. */
    static Optional<RepositoryName> repository(String folder) {
        String name = Arrays.stream(folder.split("/"))
            .map((segment) -> ESCAPED_DEVICE.matcher(segment).replaceFirst("$1$2"))
            .collect(Collectors.joining("/"));
        return Optional.of(name).filter(RepositoryName::isValid).map(RepositoryName::of);
    }

}
