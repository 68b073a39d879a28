package dev.registryarchiver.image;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Names one image: registry, repository, and a tag or a digest or both, read as docker
 * reads it.
 *
 * @param registry where it is
 * @param repository its repository, {@code library/} included
 * @param tag its tag; {@code null} only beside a digest
 * @param digest digest of its manifest or index, or {@code null}; it goes before the tag
 * @see <a href=
 * "https://github.com/distribution/reference/blob/main/reference.go">distribution/reference,
 * grammar</a>
 */
public record ImageReference(Registry registry, RepositoryName repository, @Nullable Tag tag, @Nullable Digest digest) {

    /** The tag meant when none is given. */
    public static final Tag LATEST = Tag.of("latest");

    private static final Registry DOCKER_HUB = Registry.of("https://docker.io");

    private static final Pattern SCHEME = Pattern.compile("(?i)(https?)://(.*)");

    private static final Pattern HOST = Pattern
        .compile("(?:[A-Za-z0-9](?:[A-Za-z0-9-]*+(?<!-))?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]*+(?<!-))?)*+"
                + "|\\[[0-9A-Fa-f:.]+])(?::(?<port>[0-9]{1,5}))?");

    private static final Pattern IMAGE_ID = Pattern.compile("[a-f0-9]{64}");

    // Longer ones have no part that could be valid.
    private static final int MAX_LENGTH = 1_024;

    private static final int MAX_PORT = 65_535;

    public ImageReference {
        if (tag == null && digest == null) {
            throw new IllegalArgumentException("A reference to %s needs a tag or a digest".formatted(repository));
        }
    }

    /**
     * Parses a reference such as {@code alpine}, {@code team/app:1.2} or
     * {@code registry.example.com:5000/team/app@sha256:…}. What stands before the first
     * slash is a host when it has a dot, a colon or an upper-case letter, or is
     * {@code localhost}. Hosts are reached by https unless {@code http://} is spelled
     * out, here or in {@code home}.
     * @param home the registry that references without a host mean, and whose scheme and
     * path prefix serve those with its host; {@code null} means Docker Hub
     * @throws IllegalArgumentException if it is no reference
     */
    public static ImageReference of(String value, @Nullable Registry home) {
        if (value.isEmpty() || value.length() > MAX_LENGTH) {
            throw notAReference(value, value.isEmpty() ? "it is empty" : "it is too long");
        }
        if (IMAGE_ID.matcher(value).matches()) {
            throw notAReference(value, "it is the id of an image, which registries do not know");
        }
        Matcher scheme = SCHEME.matcher(value);
        boolean spelledOut = scheme.matches();
        String rest = spelledOut ? scheme.group(2) : value;
        int slash = rest.indexOf('/');
        String first = (slash < 0) ? "" : rest.substring(0, slash);
        if (spelledOut && first.isEmpty()) {
            throw notAReference(value, "it names no repository of that host");
        }
        if (!spelledOut && !isHost(first)) {
            return of(value, (home != null) ? home : DOCKER_HUB, rest);
        }
        String wanted = spelledOut ? scheme.group(1).toLowerCase(Locale.ROOT) : "";
        return of(value, registry(value, wanted, first, home), rest.substring(slash + 1));
    }

    @Override
    public String toString() {
        return this.registry.name() + "/" + this.repository + ((this.tag != null) ? ":" + this.tag : "")
                + ((this.digest != null) ? "@" + this.digest : "");
    }

    private static ImageReference of(String value, Registry registry, String rest) {
        int at = rest.indexOf('@');
        String name = (at < 0) ? rest : rest.substring(0, at);
        int colon = name.indexOf(':', name.lastIndexOf('/') + 1);
        String path = (colon < 0) ? name : name.substring(0, colon);
        try {
            Digest digest = (at < 0) ? null : Digest.of(rest.substring(at + 1));
            Tag tag = (colon < 0) ? null : Tag.of(name.substring(colon + 1));
            return new ImageReference(registry, registry.qualify(RepositoryName.of(path)),
                    (tag == null && digest == null) ? LATEST : tag, digest);
        }
        catch (IllegalArgumentException ex) {
            throw notAReference(value, String.valueOf(ex.getMessage()));
        }
    }

    // Upper case is no part of a repository name, so it can only be a host.
    private static boolean isHost(String first) {
        return first.contains(".") || first.contains(":") || first.equals("localhost")
                || !first.equals(first.toLowerCase(Locale.ROOT));
    }

    private static Registry registry(String value, String scheme, String authority, @Nullable Registry home) {
        Matcher host = HOST.matcher(authority);
        if (!host.matches() || (host.group("port") != null && !isPort(host.group("port")))) {
            throw notAReference(value, "'%s' is no host".formatted(Printable.of(authority)));
        }
        Registry named;
        try {
            named = Registry.of((scheme.isEmpty() ? "https" : scheme) + "://" + authority);
        }
        catch (IllegalArgumentException ex) {
            throw notAReference(value, "'%s' is no host".formatted(Printable.of(authority)));
        }
        return (home != null && isSame(named, scheme, home)) ? home : named;
    }

    private static boolean isPort(String digits) {
        int port = Integer.parseInt(digits);
        return port > 0 && port <= MAX_PORT;
    }

    private static boolean isSame(Registry named, String scheme, Registry home) {
        Registry alike = new Registry(home.scheme(), named.host(), named.port(), home.prefix());
        return (scheme.isEmpty() || scheme.equals(home.scheme())) && alike.host().equals(home.host())
                && alike.effectivePort() == home.effectivePort();
    }

    private static IllegalArgumentException notAReference(String value, String why) {
        return new IllegalArgumentException(
                "'%s' is not an image reference: %s. Write it as docker does, such as alpine, team/app:1.2 or registry.example.com:5000/team/app@sha256:<64 hex digits>."
                    .formatted(Printable.of(value), why));
    }

}
