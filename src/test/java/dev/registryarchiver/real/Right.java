package dev.registryarchiver.real;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.springframework.util.AntPathMatcher;

/**
 * What somebody asks for or may do, written like a scope: {@code repository:team/**:pull}
 * or {@code registry:catalog:*}.
 *
 * @param type type of the resource, such as {@code repository}
 * @param name its name; in rights a pattern
 * @param actions what is done with it
 */
record Right(String type, String name, List<String> actions) {

    /** Splits at the first and the last colon, because a name may hold one itself. */
    static Right of(String scope) {
        int first = scope.indexOf(':');
        int last = scope.lastIndexOf(':');
        if (first < 0 || first == last) {
            throw new IllegalArgumentException("'%s' is not of the form type:name:actions".formatted(scope));
        }
        return new Right(scope.substring(0, first), scope.substring(first + 1, last),
                Arrays.asList(scope.substring(last + 1).split(",")));
    }

    /** What is left of this request when these rights are all there is. */
    Optional<Right> restrictedTo(List<Right> rights) {
        List<String> allowed = this.actions.stream()
            .filter((action) -> rights.stream().anyMatch((right) -> right.covers(this, action)))
            .toList();
        return allowed.isEmpty() ? Optional.empty() : Optional.of(new Right(this.type, this.name, allowed));
    }

    /** An element of the token's {@code access} claim. */
    Map<String, Object> toClaim() {
        Map<String, Object> claim = new LinkedHashMap<>();
        claim.put("type", this.type);
        claim.put("name", this.name);
        claim.put("actions", this.actions);
        return claim;
    }

    private boolean covers(Right asked, String action) {
        return this.type.equals(asked.type) && new AntPathMatcher().match(this.name, asked.name)
                && this.actions.contains(action);
    }

}
