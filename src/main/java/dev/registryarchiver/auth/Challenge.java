package dev.registryarchiver.auth;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * One demand of a {@code WWW-Authenticate} header.
 *
 * @param scheme lower-case scheme, such as {@code bearer}
 * @param parameters values by lower-case name, quotes removed
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-11.3">RFC 9110, section
 * 11.3</a>
 */
record Challenge(String scheme, Map<String, String> parameters) {

    Challenge {
        parameters = Map.copyOf(parameters);
    }

    /** Whether it names a token service; without one a Bearer challenge is of no use. */
    boolean isUsableBearer() {
        return this.scheme.equals("bearer") && !realm().isBlank();
    }

    boolean isBearer() {
        return this.scheme.equals("bearer");
    }

    boolean isBasic() {
        return this.scheme.equals("basic");
    }

    /** Whether the token was good but not for what was asked (RFC 6750, section 3.1). */
    boolean saysInsufficientScope() {
        return parameter("error").equals("insufficient_scope");
    }

    String realm() {
        return parameter("realm");
    }

    /** The token's audience, or empty. */
    String service() {
        return parameter("service");
    }

    /** The scopes asked for, each as the server spelled it. */
    Scopes scopes() {
        List<String> values = Arrays.stream(parameter("scope").split("\\s+"))
            .filter((each) -> !each.isEmpty())
            .toList();
        return new Scopes(values);
    }

    /** The same demand without what belongs to one request only. */
    Challenge withoutScope() {
        return new Challenge(this.scheme, Map.of("realm", realm(), "service", service()));
    }

    private String parameter(String name) {
        return this.parameters.getOrDefault(name, "");
    }

}
