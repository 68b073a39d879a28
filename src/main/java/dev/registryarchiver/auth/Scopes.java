package dev.registryarchiver.auth;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

import dev.registryarchiver.image.Printable;

/**
 * The scopes of one token, in the order they are asked for. Two are equal when they mean
 * the same: servers list scopes and actions in any order.
 */
final class Scopes {

    static final Scopes NONE = new Scopes(List.of());

    private final List<String> values;

    private final String key;

    Scopes(List<String> values) {
        this.values = List.copyOf(values);
        this.key = String.join(" ", new TreeSet<>(this.values.stream().map(Scopes::canonical).toList()));
    }

    /**
     * These and {@code scope}, unless they cover it already. It goes last, because some
     * token services look at the first one only; what it covers is left out.
     */
    Scopes with(Scope scope) {
        Scopes scopes = this;
        for (String part : scope.parts()) {
            scopes = scopes.with(part);
        }
        return scopes;
    }

    private Scopes with(String scope) {
        if (this.values.stream().anyMatch((each) -> covers(each, scope))) {
            return this;
        }
        Stream<String> others = this.values.stream().filter((each) -> !covers(scope, each));
        return new Scopes(Stream.concat(others, Stream.of(scope)).toList());
    }

    /** The same for another resource; what concerns neither of them stays as it is. */
    Scopes moved(Scope from, Scope to) {
        String old = ":" + from.resourceName() + ":";
        String changed = ":" + to.resourceName() + ":";
        return new Scopes(this.values.stream().map((each) -> each.replace(old, changed)).toList()).with(to);
    }

    List<String> values() {
        return this.values;
    }

    boolean isEmpty() {
        return this.values.isEmpty();
    }

    /** Whether listing repositories is among them. */
    boolean includeCatalog() {
        return this.values.stream().anyMatch((each) -> each.startsWith("registry:catalog:"));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Scopes scopes && scopes.key.equals(this.key);
    }

    @Override
    public int hashCode() {
        return this.key.hashCode();
    }

    @Override
    public String toString() {
        return Printable.of(String.join(" ", this.values));
    }

    private static boolean covers(String wide, String narrow) {
        return resource(wide).equals(resource(narrow)) && actions(wide).containsAll(actions(narrow));
    }

    private static String canonical(String scope) {
        return resource(scope) + ":" + String.join(",", new TreeSet<>(actions(scope)));
    }

    // A name may itself hold a colon (host:port), so only the last one counts.
    private static String resource(String scope) {
        return scope.substring(0, Math.max(scope.lastIndexOf(':'), 0));
    }

    private static List<String> actions(String scope) {
        return Arrays.asList(scope.substring(scope.lastIndexOf(':') + 1).split(","));
    }

}
