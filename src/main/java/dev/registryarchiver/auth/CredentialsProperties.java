package dev.registryarchiver.auth;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import dev.registryarchiver.image.Printable;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who asks the registry.
 *
 * @param username user name, robot account or a marker such as AWS, _json_key or
 * {@code <token>}
 * @param password password, access token or key; best given by the environment or a
 * mounted secret
 * @param dockerConfig docker or podman file with credentials, used when there is no
 * username; the user's own files are looked at when it is not set
 * @param trustedRealmHosts token services at internal addresses that may be asked, as
 * host or host:port
 */
@ConfigurationProperties(prefix = "credentials", ignoreUnknownFields = false)
public record CredentialsProperties(@Nullable String username, @Nullable String password, @Nullable Path dockerConfig,
        @DefaultValue List<String> trustedRealmHosts) {

    private static final Pattern HOST = Pattern.compile("(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::\\d{1,5})?");

    public CredentialsProperties {
        boolean hasUsername = username != null && !username.isEmpty();
        boolean hasPassword = password != null && !password.isEmpty();
        require(hasUsername || !hasPassword, "credentials.password is set without credentials.username; set both");
        require(hasPassword || !hasUsername, "credentials.username is set without credentials.password; set both");
        require(username == null || username.indexOf(':') < 0,
                "credentials.username contains ':', which no user name may; everything after it belongs to credentials.password");
        require(username == null || username.chars().noneMatch(Character::isISOControl),
                "credentials.username contains a line break or another control character; remove it");
        for (String host : trustedRealmHosts) {
            require(HOST.matcher(host).matches(),
                    "credentials.trusted-realm-hosts contains '%s'; it needs to be a host or host:port, such as auth.example.com"
                        .formatted(Printable.of(host)));
        }
        trustedRealmHosts = trustedRealmHosts.stream().map((host) -> host.toLowerCase(Locale.ROOT)).toList();
    }

    /** The same but for user name and password. */
    public CredentialsProperties withoutLogin() {
        return new CredentialsProperties(null, null, this.dockerConfig, this.trustedRealmHosts);
    }

    /** What is set here, or {@link Credentials#NONE}. */
    Credentials credentials() {
        return (this.username == null || this.password == null || this.username.isEmpty()) ? Credentials.NONE
                : Credentials.of(this.username, this.password);
    }

    @Override
    public String toString() {
        return "CredentialsProperties[%s, dockerConfig=%s, trustedRealmHosts=%s]".formatted(credentials(),
                this.dockerConfig, this.trustedRealmHosts);
    }

    private static void require(boolean valid, String message) {
        if (!valid) {
            throw new IllegalArgumentException(message);
        }
    }

}
