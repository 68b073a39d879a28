package dev.registryarchiver.auth;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import dev.registryarchiver.image.Printable;
import dev.registryarchiver.transport.Redaction;

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

    /** The demand in words. */
    String describe() {
        String scope = scopes().isEmpty() ? "no scope" : "scope '%s'".formatted(scopes());
        return switch (this.scheme) {
            case "bearer" -> realm().isBlank() ? "Bearer without saying where tokens are to be had"
                    : "Bearer with a token of %s for service '%s' and %s".formatted(shownRealm(),
                            Printable.of(service()), scope);
            case "basic" -> "Basic with user name and password (realm '%s')".formatted(Printable.of(realm()));
            default -> "%s, which is not supported".formatted(Printable.of(this.scheme));
        };
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

    private String shownRealm() {
        try {
            return Printable.of(Redaction.of(new URI(realm())));
        }
        catch (URISyntaxException ex) {
            return "something that is no address";
        }
    }

    private String parameter(String name) {
        return this.parameters.getOrDefault(name, "");
    }

}
