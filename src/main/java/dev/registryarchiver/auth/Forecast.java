package dev.registryarchiver.auth;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Foresees how a repository will want to be asked from how the others did, which saves a
 * request that is certain to be refused. It keeps quiet once two repositories differed or
 * one was open to everybody. Safe for use by many threads.
 */
final class Forecast {

    private @Nullable Sample sample;

    private boolean unpredictable;

    /** Takes note of how something was served. */
    synchronized void learn(Scope scope, Manner manner) {
        if (scope.parts().size() != 1 || this.unpredictable) {
            return;
        }
        this.unpredictable = manner instanceof Manner.Anonymous
                || (this.sample != null && !this.sample.mannerFor(scope).equals(manner));
        this.sample = new Sample(scope, manner);
    }

    /** How to ask for something new, if that can be told. */
    synchronized Optional<Manner> of(Scope scope) {
        boolean unknown = scope.parts().size() != 1 || this.unpredictable;
        return (unknown || this.sample == null) ? Optional.empty() : Optional.of(this.sample.mannerFor(scope));
    }

    /** One repository and how it was served. */
    private record Sample(Scope scope, Manner manner) {

        Manner mannerFor(Scope other) {
            return (this.manner instanceof Manner.Token token)
                    ? new Manner.Token(token.service(), token.scopes().moved(this.scope, other)) : this.manner;
        }

    }

}
