package dev.registryarchiver.selection;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.MediaTypes;
import dev.registryarchiver.image.Platform;

/**
 * Which entries of an index come into question for a platform, the best first.
 *
 * @see <a href=
 * "https://github.com/containerd/platforms/blob/main/compare.go">containerd, platform
 * comparison</a>
 */
final class PlatformPolicy {

    private static final int NO_MATCH = -1;

    private static final Pattern VARIANT = Pattern.compile("v(\\d{1,3})(?:\\.(\\d{1,3}))?");

    private static final String ATTESTATION = "vnd.docker.reference.type";

    private static final String ZSTD_TWIN = "io.github.containers.compression.zstd";

    // A variant left out stands for this one.
    private static final Map<String, String> BASE_VARIANTS = Map.of("amd64", "v1", "arm64", "v8", "arm", "v7");

    // arm v4 and older cannot run what is built for v5.
    private static final Map<String, Integer> LOWEST_LEVELS = Map.of("amd64", 1_000, "arm64", 8_000, "arm", 5_000);

    private static final String UNKNOWN = "unknown";

    private PlatformPolicy() {
    }

    /** Whether an entry could be an image at all, or an index of some. */
    static boolean isUsable(Descriptor entry) {
        Platform platform = entry.platform();
        boolean attestation = entry.annotations().containsKey(ATTESTATION)
                || (platform != null && platform.os().equals(UNKNOWN));
        return !attestation && entry.artifactType().isEmpty()
                && (MediaTypes.isImageManifest(entry.mediaType()) || MediaTypes.isIndex(entry.mediaType()));
    }

    /** Whether the entry does not say what it runs on, so that only its config can. */
    static boolean isSilent(Descriptor entry) {
        Platform platform = entry.platform();
        return platform == null || platform.isUnknown();
    }

    /** Whether something built for a platform is wanted. */
    static boolean accepts(PlatformChoice choice, Platform offered) {
        Platform wanted = choice.wanted();
        return wanted == null || distance(wanted, offered) != NO_MATCH;
    }

    /**
     * The usable entries that match, best first, and behind them those that do not say
     * what they run on. For all platforms {@code linux/amd64} comes first and the others
     * follow in the order of the index.
     */
    static List<Descriptor> candidates(List<Descriptor> entries, PlatformChoice choice) {
        List<Descriptor> usable = entries.stream().filter(PlatformPolicy::isUsable).toList();
        Set<Descriptor> candidates = new LinkedHashSet<>(matching(usable, choice));
        if (choice.isAll()) {
            usable.stream().filter((entry) -> !isSilent(entry)).forEach(candidates::add);
        }
        usable.stream().filter(PlatformPolicy::isSilent).forEach(candidates::add);
        return List.copyOf(candidates);
    }

    private static List<Descriptor> matching(List<Descriptor> entries, PlatformChoice choice) {
        Platform chosen = choice.wanted();
        Platform wanted = (chosen != null) ? chosen : Platform.LINUX_AMD64;
        return entries.stream()
            .filter((entry) -> !isSilent(entry) && distance(wanted, platform(entry)) != NO_MATCH)
            .sorted(Comparator.comparingInt((Descriptor entry) -> distance(wanted, platform(entry)))
                .thenComparing(PlatformPolicy::isZstdTwin)
                .thenComparing((entry) -> windowsVersion(platform(entry)), NaturalOrder.INSTANCE.reversed()))
            .toList();
    }

    private static Platform platform(Descriptor entry) {
        Platform platform = entry.platform();
        return (platform != null) ? platform : new Platform("", "", "", "");
    }

    private static boolean isZstdTwin(Descriptor entry) {
        return "true".equals(entry.annotations().get(ZSTD_TWIN));
    }

    // Elsewhere the version is free text and the order of the index decides.
    private static String windowsVersion(Platform platform) {
        return platform.os().equals("windows") ? platform.osVersion() : "";
    }

    /** How far below the wanted variant the offered one is. */
    private static int distance(Platform wanted, Platform offered) {
        if (!wanted.os().equals(offered.os()) || !wanted.architecture().equals(offered.architecture())) {
            return NO_MATCH;
        }
        if (wanted.variant().equals(offered.variant())) {
            return 0;
        }
        OptionalInt have = level(offered);
        OptionalInt most = level(wanted);
        if (have.isEmpty() || most.isEmpty() || have.getAsInt() > most.getAsInt()
                || have.getAsInt() < LOWEST_LEVELS.getOrDefault(wanted.architecture(), 0)) {
            return NO_MATCH;
        }
        return most.getAsInt() - have.getAsInt();
    }

    private static OptionalInt level(Platform platform) {
        String base = BASE_VARIANTS.get(platform.architecture());
        if (base == null) {
            return OptionalInt.empty();
        }
        Matcher variant = VARIANT.matcher(platform.variant().isEmpty() ? base : platform.variant());
        if (!variant.matches()) {
            return OptionalInt.empty();
        }
        int minor = (variant.group(2) != null) ? Integer.parseInt(variant.group(2)) : 0;
        return OptionalInt.of(Integer.parseInt(variant.group(1)) * 1_000 + minor);
    }

}
