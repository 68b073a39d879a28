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

    /** A client that pushes, without credentials. */
    public static PushClient pushing(URI registry, long chunkSize) {
        return pushing(registry, Credentials.NONE, chunkSize);
    }

    /** A client that pushes for a user. */
    public static PushClient pushing(FakeRegistry registry, String username, String password) {
        return pushing(registry.uri(), Credentials.of(username, password), Long.MAX_VALUE);
    }

    /** An API without a key. */
    public static ProductApi api(URI address) {
        return ProductApi.at(transport(address), address);
    }

    private static RegistryClient client(URI registry, Credentials credentials) {
        return new RegistryClient(authorized(registry, credentials), Registry.of(registry.toString()));
    }

    private static PushClient pushing(URI registry, Credentials credentials, long chunkSize) {
        UploadPolicy policy = new UploadPolicy(chunkSize, RETRIES, Duration.ofMillis(1), (pause) -> {
        });
        return new PushClient(authorized(registry, credentials), Registry.of(registry.toString()), policy);
    }

    private static AuthorizedTransport authorized(URI registry, Credentials credentials) {
        CredentialsProperties properties = new CredentialsProperties(null, null, null, List.of());
        return new AuthorizedTransport(transport(registry), Registry.of(registry.toString()),
                CredentialsSource.of(credentials), properties, Clock.systemUTC());
    }

    private static HttpTransport transport(URI registry) {
        TransportProperties properties = new TransportProperties(4, Duration.ofSeconds(5), Duration.ofMillis(1500),
                RETRIES, Duration.ofMillis(1), Duration.ofSeconds(1), null, null, null, null);
        return new HttpTransport(properties, registry, "registry-archiver/test", Clock.systemUTC(), (pause) -> {
        });
    }

}
