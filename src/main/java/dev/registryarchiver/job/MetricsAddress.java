package dev.registryarchiver.job;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;

import dev.registryarchiver.image.Printable;

/**
 * Address of a receiver of metrics.
 *
 * @param property the property that gives it
 * @param uri an http or https address without login, query and fragment
 */
record MetricsAddress(String property, URI uri) {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_~-][A-Za-z0-9._~-]*");

    /**
     * Reads what a user gave.
     * @throws IllegalArgumentException if it is none
     */
    static MetricsAddress of(String property, String url) {
        URI uri = parse(property, url);
        if (!"http".equalsIgnoreCase(uri.getScheme()) && !"https".equalsIgnoreCase(uri.getScheme())) {
            throw notAnAddress(property, url, "it needs to start with http:// or https://");
        }
        if (uri.getHost() == null) {
            throw notAnAddress(property, url, "the host name is missing or malformed");
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "%s must not contain a user name or password; there are properties of their own for them"
                        .formatted(property));
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw notAnAddress(property, url, "it must not have a query or fragment");
        }
        return new MetricsAddress(property, uri);
    }

    /**
     * Where a Pushgateway takes the metrics of a group
     * (https://github.com/prometheus/pushgateway#url).
     * @param labels the grouping key besides the job, with values that are not empty
     */
    URI group(String job, Map<String, String> labels) {
        StringBuilder path = new StringBuilder(withoutSlash()).append("/metrics/").append(segment("job", job));
        labels.forEach((name, value) -> path.append('/').append(segment(name, value)));
        return URI.create(path.toString());
    }

    /**
     * Where OTLP over HTTP goes: the path that is standard for metrics when there is none
     * (https://opentelemetry.io/docs/specs/otlp/#otlphttp-request).
     */
    URI signal() {
        return (this.uri.getRawPath().length() <= 1) ? URI.create(withoutSlash() + "/v1/metrics") : this.uri;
    }

    private String withoutSlash() {
        return this.uri.toString().replaceFirst("/+$", "");
    }

    private static String segment(String name, String value) {
        if (PLAIN.matcher(value).matches()) {
            return name + "/" + value;
        }
        return name + "@base64/"
                + Base64.getUrlEncoder().withoutPadding().encodeToString(value.getBytes(StandardCharsets.UTF_8));
    }

    private static URI parse(String property, String url) {
        try {
            return new URI(url.strip());
        }
        catch (URISyntaxException ex) {
            throw notAnAddress(property, url, "it contains a character that no address has");
        }
    }

    private static IllegalArgumentException notAnAddress(String property, String url, String why) {
        // Whatever stands before an @ could be a password.
        String shown = Printable.of(url.replaceFirst("//.*@", "//***@").replaceFirst("[?#].*", ""));
        return new IllegalArgumentException("%s '%s' is not an address: %s".formatted(property, shown, why));
    }

}
