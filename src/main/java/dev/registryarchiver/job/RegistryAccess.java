package dev.registryarchiver.job;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

import org.springframework.boot.ssl.SslBundles;

import dev.registryarchiver.auth.AuthorizationListener;
import dev.registryarchiver.auth.AuthorizedTransport;
import dev.registryarchiver.auth.CredentialsProperties;
import dev.registryarchiver.auth.CredentialsSource;
import dev.registryarchiver.image.Registry;
import dev.registryarchiver.transport.ExchangeListener;
import dev.registryarchiver.transport.HttpTransport;
import dev.registryarchiver.transport.Network;
import dev.registryarchiver.transport.Sleeper;
import dev.registryarchiver.transport.TransportProperties;

/** Makes what it takes to talk to a registry, as the settings say. */
final class RegistryAccess {

    private final TransportProperties transport;

    private final CredentialsProperties credentials;

    private final Supplier<SslBundles> bundles;

    private final CurrentRun run;

    private final Clock clock;

    RegistryAccess(TransportProperties transport, CredentialsProperties credentials, Supplier<SslBundles> bundles,
            CurrentRun run, Clock clock) {
        this.transport = transport;
        this.credentials = credentials;
        this.bundles = bundles;
        this.run = run;
        this.clock = clock;
    }

    /** The caller closes it. */
    HttpTransport transport(Registry registry) {
        return transport(registry, this.transport, ExchangeListener.NONE);
    }

    /**
     * Lets somebody look on who has no patience for more than one repetition. The caller
     * closes it.
     */
    HttpTransport transport(Registry registry, ExchangeListener listener) {
        return transport(registry, this.transport.withRetriesUpTo(1), listener);
    }

    /** Lets somebody look on who does not change anything. The caller closes it. */
    HttpTransport observedTransport(Registry registry, ExchangeListener listener) {
        return transport(registry, this.transport, listener);
    }

    /**
     * To another server, for one short exchange when the work is done. The caller closes
     * it.
     */
    HttpTransport transport(URI server, Duration longestWait) {
        HttpTransport http = new HttpTransport(this.transport.within(longestWait), server, userAgent(), network(),
                this.clock, Sleeper.real(), ExchangeListener.NONE);
        this.run.onAbort(http::abort);
        return http;
    }

    /** The credentials that the settings give. */
    CredentialsSource credentials() {
        return source(this.credentials);
    }

    /** With the credentials that the settings give. */
    AuthorizedTransport authorized(HttpTransport transport, Registry registry, AuthorizationListener listener) {
        return authorized(transport, registry, this.credentials, listener);
    }

    /**
     * For a registry that somebody names beside the configured one. The user name and
     * password of the settings were meant for that one and go nowhere else.
     * @param configured the registry of the settings, if any
     */
    AuthorizedTransport authorized(HttpTransport transport, Registry registry, Optional<Registry> configured) {
        boolean other = configured.isPresent() && !configured.get().equals(registry);
        return authorized(transport, registry, other ? this.credentials.withoutLogin() : this.credentials,
                AuthorizationListener.NONE);
    }

    private HttpTransport transport(Registry registry, TransportProperties properties, ExchangeListener listener) {
        HttpTransport http = new HttpTransport(properties, URI.create(registry.url()), userAgent(), network(),
                this.clock, Sleeper.until(this.run::isStopping), listener);
        this.run.onStop(http::finish);
        this.run.onAbort(http::abort);
        return http;
    }

    private Network network() {
        return Network.of(this.transport, System.getenv(), this.bundles);
    }

    private static String userAgent() {
        return "registry-archiver/" + Version.current();
    }

    private AuthorizedTransport authorized(HttpTransport transport, Registry registry, CredentialsProperties properties,
            AuthorizationListener listener) {
        return new AuthorizedTransport(transport, registry, source(properties), properties, this.clock, listener);
    }

    private CredentialsSource source(CredentialsProperties properties) {
        return CredentialsSource.from(properties, System.getenv(), Path.of(System.getProperty("user.home")),
                this.clock);
    }

}
