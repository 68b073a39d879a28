package dev.registryarchiver.job;

import java.time.Clock;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.registryarchiver.auth.AuthorizationListener;
import dev.registryarchiver.auth.AuthorizedTransport;
import dev.registryarchiver.auth.CredentialsProperties;
import dev.registryarchiver.auth.CredentialsSource;
import dev.registryarchiver.catalog.CatalogProperties;
import dev.registryarchiver.catalog.RepositoryFilter;
import dev.registryarchiver.catalog.RepositorySource;
import dev.registryarchiver.catalog.Shard;
import dev.registryarchiver.image.Registry;
import dev.registryarchiver.registry.RegistryClient;
import dev.registryarchiver.registry.RegistryProperties;
import dev.registryarchiver.transport.HttpTransport;
import dev.registryarchiver.transport.TransportProperties;

/**
 * The one registry of a run, how it is reached, and which of its repositories are taken.
 */
@Configuration(proxyBeanMethods = false)
class RegistryConfiguration {

    @Bean
    Registry registry(RegistryProperties properties) {
        return properties.registry();
    }

    @Bean
    RegistryAccess registryAccess(TransportProperties transport, CredentialsProperties credentials,
            ObjectProvider<SslBundles> bundles, CurrentRun run, Clock clock) {
        return new RegistryAccess(transport, credentials, bundles::getObject, run, clock);
    }

    @Bean
    CredentialsSource credentialsSource(RegistryAccess access) {
        return access.credentials();
    }

    @Bean
    HttpTransport transport(RegistryAccess access, Registry registry, Command command,
            ObjectProvider<CheckupRecorder> recorder, RunMeter meter) {
        return (command == Command.DOCTOR) ? access.transport(registry, recorder.getObject())
                : access.observedTransport(registry, meter.exchanges());
    }

    @Bean
    AuthorizedTransport authorizedTransport(RegistryAccess access, HttpTransport transport, Registry registry,
            Command command, ObjectProvider<CheckupRecorder> recorder) {
        return access.authorized(transport, registry,
                (command == Command.DOCTOR) ? recorder.getObject() : AuthorizationListener.NONE);
    }

    @Bean
    RegistryClient registryClient(AuthorizedTransport transport, Registry registry) {
        return new RegistryClient(transport, registry);
    }

    @Bean
    RepositorySource repositorySource(CatalogProperties properties, Registry registry, RegistryClient client,
            HttpTransport transport, CredentialsSource credentials) {
        return new RepositorySources(properties, registry, client, transport, credentials).source();
    }

    @Bean
    MissingRepositories missingRepositories(CatalogProperties properties) {
        return new MissingRepositories(properties);
    }

    @Bean
    Shard shard(JobProperties properties) {
        return properties.part();
    }

    @Bean
    RepositoryFilter repositoryFilter(CatalogProperties properties, Shard shard) {
        return new RepositoryFilter(properties, shard);
    }

}
