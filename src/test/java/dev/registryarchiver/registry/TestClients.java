package dev.registryarchiver.registry;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

import dev.registryarchiver.auth.AuthorizedTransport;
import dev.registryarchiver.auth.Credentials;
import dev.registryarchiver.auth.CredentialsProperties;
import dev.registryarchiver.auth.CredentialsSource;
import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.image.Registry;
import dev.registryarchiver.transport.HttpTransport;
import dev.registryarchiver.transport.TransportProperties;

/** Clients as the job builds them, only less patient. */
public final class TestClients {

    /** How often the transport repeats a failed exchange. */
    public static final int RETRIES = 2;

    private TestClients() {
    }

    /** A client without credentials. */
    public static RegistryClient anonymous(FakeRegistry registry) {
        return client(registry.uri(), Credentials.NONE);
    }

    /** A client of a user. */
    public static RegistryClient of(FakeRegistry registry, String username, String password) {
        return of(registry.uri(), username, password);
    }

    /** A client of a user, for any registry. */
    public static RegistryClient of(URI registry, String username, String password) {
        return client(registry, Credentials.of(username, password));
    }

    /** A client without credentials, for any registry. */
    public static RegistryClient anonymous(URI registry) {
        return client(registry, Credentials.NONE);
    }

    /** An API without a key. */
    public static ProductApi api(URI address) {
        return ProductApi.at(transport(address), address);
    }

    private static RegistryClient client(URI registry, Credentials credentials) {
        Registry address = Registry.of(registry.toString());
        CredentialsProperties properties = new CredentialsProperties(null, null, null, List.of());
        return new RegistryClient(new AuthorizedTransport(transport(registry), address,
                CredentialsSource.of(credentials), properties, Clock.systemUTC()), address);
    }

    private static HttpTransport transport(URI registry) {
        TransportProperties properties = new TransportProperties(4, Duration.ofSeconds(5), Duration.ofMillis(1500),
                RETRIES, Duration.ofMillis(1), Duration.ofSeconds(1), null, null, null, null);
        return new HttpTransport(properties, registry, "registry-archiver/test", Clock.systemUTC(), (pause) -> {
        });
    }

}
