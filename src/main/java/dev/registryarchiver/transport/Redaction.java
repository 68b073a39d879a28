package dev.registryarchiver.transport;

import java.net.URI;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Addresses fit for messages and logs. A query can be a credential (storage providers
 * sign whole URLs), so only parameters known to be harmless keep their value.
 */
public final class Redaction {

    private static final Set<String> HARMLESS = Set.of("n", "last", "scope", "service", "digest", "page", "page_size",
            "per_page");

    private static final int MAX_LENGTH = 300;

    private Redaction() {
    }

    /**
     * {@code uri} without user info and fragment and with every other query value
     * replaced.
     */
    public static String of(URI uri) {
        StringBuilder redacted = new StringBuilder();
        if (uri.getScheme() != null) {
            redacted.append(uri.getScheme()).append("://");
        }
        redacted.append((uri.getHost() != null) ? uri.getHost() : "");
        if (uri.getPort() != -1) {
            redacted.append(':').append(uri.getPort());
        }
        redacted.append((uri.getRawPath() != null) ? uri.getRawPath() : "");
        if (uri.getRawQuery() != null) {
            redacted.append('?')
                .append(Arrays.stream(uri.getRawQuery().split("&"))
                    .map(Redaction::parameter)
                    .collect(Collectors.joining("&")));
        }
        return (redacted.length() > MAX_LENGTH) ? redacted.substring(0, MAX_LENGTH) + "…" : redacted.toString();
    }

    private static String parameter(String parameter) {
        int equals = parameter.indexOf('=');
        String name = (equals < 0) ? parameter : parameter.substring(0, equals);
        if (HARMLESS.contains(name)) {
            return parameter;
        }
        return (equals < 0) ? "REDACTED" : name + "=REDACTED";
    }

}
