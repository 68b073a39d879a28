package dev.registryarchiver.auth;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CredentialsPropertiesTests {

    @Test
    void areEmptyByDefault() {
        CredentialsProperties properties = bind(Map.of());

        assertThat(properties.username()).isNull();
        assertThat(properties.password()).isNull();
        assertThat(properties.dockerConfig()).isNull();
        assertThat(properties.trustedRealmHosts()).isEmpty();
        assertThat(properties.credentials()).isEqualTo(Credentials.NONE);
    }

    @Test
    void takeAllProperties() {
        CredentialsProperties properties = bind(Map.of("credentials.username", "robot$proj+ci", "credentials.password",
                "p@:ss wörd", "credentials.docker-config", "/run/secrets/config.json",
                "credentials.trusted-realm-hosts", "Auth.example.com,10.0.0.5:8443,[fd12::1]:443"));

        assertThat(properties.credentials()).isEqualTo(new Credentials.Password("robot$proj+ci", "p@:ss wörd"));
        assertThat(properties.dockerConfig()).isEqualTo(Path.of("/run/secrets/config.json"));
        assertThat(properties.trustedRealmHosts()).containsExactly("auth.example.com", "10.0.0.5:8443",
                "[fd12::1]:443");
        assertThat(properties.toString()).doesNotContain("wörd");
    }

    @Test
    void understandMarkersOfIdentityTokens() {
        String azure = "00000000-0000-0000-0000-000000000000";

        assertThat(properties("<token>", "s3cret").credentials())
            .isEqualTo(new Credentials.IdentityToken("s3cret", Credentials.NONE));
        assertThat(properties(azure, "s3cret").credentials())
            .isEqualTo(new Credentials.IdentityToken("s3cret", new Credentials.Password(azure, "s3cret")));
    }

    @ParameterizedTest
    @CsvSource({ "user,'',credentials.username is set without credentials.password",
            "'',s3cret,credentials.password is set without credentials.username",
            "us:er,s3cret,credentials.username contains ':'",
            "'us\ner',s3cret,credentials.username contains a line break" })
    void refuseHalfOrImpossibleCredentials(String username, String password, String message) {
        Map<String, String> values = Map.of("credentials.username", username, "credentials.password", password);

        assertThatExceptionOfType(BindException.class).isThrownBy(() -> bind(values))
            .havingRootCause()
            .isInstanceOf(IllegalArgumentException.class)
            .withMessageStartingWith(message)
            .withMessageNotContaining("s3cret");
    }

    @ParameterizedTest
    @CsvSource({ "https://auth.example.com", "auth.example.com/token", "*.example.com", "a:b", "a b" })
    void refuseTrustedHostThatIsNone(String host) {
        assertThatExceptionOfType(BindException.class)
            .isThrownBy(() -> bind(Map.of("credentials.trusted-realm-hosts", host)))
            .havingRootCause()
            .withMessageStartingWith("credentials.trusted-realm-hosts contains '" + host + "'");
    }

    private static CredentialsProperties properties(String username, String password) {
        return new CredentialsProperties(username, password, null, List.of());
    }

    private static CredentialsProperties bind(Map<String, String> values) {
        return new Binder(new MapConfigurationPropertySource(values)).bindOrCreate("credentials",
                CredentialsProperties.class);
    }

}
