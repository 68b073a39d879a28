package dev.registryarchiver.image;

import java.util.Locale;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Operating system and processor an image runs on, normalised as containerd does it:
 * {@code x86_64} is {@code amd64}, {@code arm} without a variant is {@code v7},
 * {@code arm64/v8} is plain {@code arm64}.
 *
 * @param os operating system, such as {@code linux}
 * @param architecture processor, such as {@code amd64}
 * @param variant processor variant, such as {@code v7}, or empty
 * @param osVersion version of the operating system (Windows), or empty
 */
public record Platform(String os, String architecture, String variant, String osVersion) {

    /** What {@code docker pull} takes on most machines. */
    public static final Platform LINUX_AMD64 = new Platform("linux", "amd64", "", "");

    private static final Pattern WORDS = Pattern.compile("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+){1,2}");

    public Platform {
        os = switch (os.toLowerCase(Locale.ROOT)) {
            case "macos" -> "darwin";
            default -> os.toLowerCase(Locale.ROOT);
        };
        String arch = architecture.toLowerCase(Locale.ROOT);
        String given = variant.toLowerCase(Locale.ROOT);
        variant = switch (arch) {
            case "armhf" -> "v7";
            case "armel" -> "v6";
            case "arm" -> given.isEmpty() ? "v7" : (given.startsWith("v") ? given : "v" + given);
            case "arm64", "aarch64" -> (given.equals("v8") || given.equals("8")) ? "" : given;
            case "amd64", "x86_64", "x86-64" -> given.equals("v1") ? "" : given;
            default -> given;
        };
        architecture = switch (arch) {
            case "x86_64", "x86-64" -> "amd64";
            case "aarch64" -> "arm64";
            case "armhf", "armel" -> "arm";
            case "i386" -> "386";
            default -> arch;
        };
        // A few words that are said of a hundred thousand images.
        os = os.intern();
        architecture = architecture.intern();
        variant = variant.intern();
        osVersion = osVersion.intern();
    }

    /** Parses {@code os/architecture[/variant]}. */
    public static Platform of(String value) {
        String[] parts = value.strip().split("/", -1);
        if (parts.length < 2 || parts.length > 3 || !WORDS.matcher(value.strip()).matches()) {
            throw new IllegalArgumentException(
                    "'%s' is not a platform; use os/architecture[/variant], such as linux/amd64"
                        .formatted(Printable.of(value)));
        }
        return new Platform(parts[0], parts[1], (parts.length == 3) ? parts[2] : "", "");
    }

    /** A platform from parts that a document may leave out. */
    static Platform from(@Nullable String os, @Nullable String architecture, @Nullable String variant,
            @Nullable String osVersion) {
        return new Platform((os != null) ? os : "", (architecture != null) ? architecture : "",
                (variant != null) ? variant : "", (osVersion != null) ? osVersion : "");
    }

    /**
     * Whether a document says nothing about the platform, or says that it has none
     * ({@code unknown/unknown}).
     */
    public boolean isUnknown() {
        return this.os.isEmpty() || this.architecture.isEmpty() || this.os.equals("unknown");
    }

    @Override
    public String toString() {
        return this.os + "/" + this.architecture + (this.variant.isEmpty() ? "" : "/" + this.variant);
    }

}
