package dev.registryarchiver.image;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RegistryTests {

    @ParameterizedTest
    @CsvSource({ "registry.example.com, https://registry.example.com",
            "https://Registry.Example.com/, https://registry.example.com",
            "http://localhost:5000, http://localhost:5000", "localhost:5000, https://localhost:5000",
            "https://example.com/v2/, https://example.com", "https://example.com/v2, https://example.com",
            "https://example.com/artifactory/api/docker/team/, https://example.com/artifactory/api/docker/team",
            "https://example.com/nexus/v2/, https://example.com/nexus",
            "https://[2001:DB8::1]:5000, https://[2001:db8::1]:5000", "HTTPS://example.com, https://example.com" })
    void understandsAddresses(String address, String url) {
        assertThat(Registry.of(address).url()).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(strings = { "docker.io", "https://index.docker.io/", "https://registry.hub.docker.com",
            "https://registry-1.docker.io/v2/" })
    void knowsDockerHubByAllItsNames(String address) {
        Registry registry = Registry.of(address);

        assertThat(registry.isDockerHub()).isTrue();
        assertThat(registry.url()).isEqualTo("https://registry-1.docker.io");
        assertThat(registry.name()).isEqualTo("docker.io");
    }

    @Test
    void t18PutsOfficialImagesOfDockerHubBelowLibrary() {
        RepositoryName busybox = RepositoryName.of("busybox");
        RepositoryName app = RepositoryName.of("team/app");

        assertThat(Registry.of("docker.io").qualify(busybox)).hasToString("library/busybox");
        assertThat(Registry.of("docker.io").qualify(app)).isEqualTo(app);
        assertThat(Registry.of("registry.example.com").qualify(busybox)).isEqualTo(busybox);
    }

    @Test
    void namesItselfInReferencesWithoutPrefix() {
        assertThat(Registry.of("https://example.com:8443/artifactory/docker").name()).isEqualTo("example.com:8443");
    }

    @Test
    void buildsAddressesOfTheApi() {
        Registry registry = Registry.of("https://example.com/nexus");

        assertThat(registry.api("", "")).hasToString("https://example.com/nexus/v2/");
        assertThat(registry.api("_catalog", "n=2&last=a%2Fb"))
            .hasToString("https://example.com/nexus/v2/_catalog?n=2&last=a%2Fb");
    }

    @ParameterizedTest
    @CsvSource({ "https://example.com, 443", "http://example.com, 80", "http://example.com:5000, 5000" })
    void knowsThePortItReallyUses(String address, int port) {
        assertThat(Registry.of(address).effectivePort()).isEqualTo(port);
    }

    @ParameterizedTest
    @ValueSource(strings = { "https://user:secret@example.com", "https://secret@example.com", "user:secret@example.com",
            "ftp://user:secret@example.com", "https://user:sec ret@example.com" })
    void refusesCredentialsWithoutRepeatingThem(String address) {
        assertThatIllegalArgumentException().isThrownBy(() -> Registry.of(address))
            .withMessageContaining("registry.url")
            .withMessageNotContainingAny("secret", "sec ret");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "https://", "ftp://example.com", "file:///etc", "https://exa mple.com",
            "https://example.com?x=1", "https://example.com#top", "https://example.com/a/../b",
            "https://example.com/%2e%2e", "https://example.com//a", "https:///path", "https://under_score.example" })
    void refusesWhatIsNoAddressOfARegistry(String address) {
        assertThatIllegalArgumentException().isThrownBy(() -> Registry.of(address))
            .withMessageStartingWith("registry.url")
            .withMessageContaining("such as https://registry.example.com");
    }

}
