package dev.registryarchiver.auth;

import java.net.URI;
import java.util.List;

import dev.registryarchiver.image.Registry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RealmPolicyTests {

    @ParameterizedTest(name = "{0} {1} may name {2}")
    @CsvSource({ "C28, https://reg.example, /v2/token, https://reg.example/v2/token",
            "C29, https://reg.example, https://a.example/t?foo=bar, https://a.example/t?foo=bar",
            "C21, http://127.0.0.1:5000, http://127.0.0.1:5000/openshift/token, http://127.0.0.1:5000/openshift/token",
            "R14, https://127.0.0.1:5000, https://127.0.0.1:5000/t, https://127.0.0.1:5000/t",
            "R14, http://127.0.0.1:5000, http://127.0.0.1:5001/t, http://127.0.0.1:5001/t",
            "R14, http://127.0.0.1:5000, http://localhost:5001/t, http://localhost:5001/t",
            "local, http://localhost:5000, http://[::1]:5001/t, http://[::1]:5001/t",
            "local, http://127.0.0.1:5000, http://192.168.1.2/t, http://192.168.1.2/t",
            "private, https://10.0.0.5, https://10.0.0.6:8443/t, https://10.0.0.6:8443/t",
            "private, https://10.0.0.5, https://[fd12::1]/t, https://[fd12::1]/t",
            "http, http://reg.example, https://auth.example/t, https://auth.example/t",
            "same, https://169.254.10.10, https://169.254.10.10/t, https://169.254.10.10/t" })
    void accepts(String vector, String registry, String realm, String expected) {
        assertThat(check(registry, realm)).hasToString(expected);
    }

    @ParameterizedTest(name = "{0} {1} must not name {2}")
    @CsvSource({ "R12, https://reg.example, http://auth/t", "R12, https://reg.example, ftp://a.example/t",
            "R12, https://reg.example, https://u:p@h.example/", "R12, https://reg.example, https:///t",
            "R12, https://reg.example, file:///etc/passwd", "R12, https://reg.example, https://a.example/t#f",
            "R12, https://reg.example, 'https://a b/t'", "R12, https://reg.example, https:t",
            "R13, https://reg.example, https://127.0.0.1/t", "R13, https://reg.example, https://localhost/t",
            "R13, https://reg.example, https://a.localhost/t", "R13, https://reg.example, https://[::1]/t",
            "R13, https://reg.example, https://[::ffff:127.0.0.1]/t", "R13, https://reg.example, https://0.0.0.0/t",
            "R13, https://reg.example, https://169.254.169.254/t",
            "R13, https://reg.example, https://[::ffff:169.254.169.254]/t",
            "R13, https://reg.example, https://[fe80::1%25eth0]/t",
            "R13, https://reg.example, https://[fd00:ec2::254]/t",
            "R13, https://reg.example, https://100.100.100.200/t", "R13, https://reg.example, https://224.0.0.1/t",
            "R13, https://reg.example, https://2130706433/t", "R13, https://reg.example, https://10.0.0.5/t",
            "R13, https://reg.example, https://[fd12::1]/t", "private, https://10.0.0.5, https://127.0.0.1/t",
            "metadata, http://127.0.0.1:5000, http://169.254.169.254/t" })
    void refuses(String vector, String registry, String realm) {
        assertThatExceptionOfType(UntrustedRealmException.class).isThrownBy(() -> check(registry, realm))
            .withMessageStartingWith(registry + "/v2/ names a token service that is not trusted")
            .withMessageNotContaining("u:p")
            .matches(AuthenticationException::concernsWholeRun);
    }

    @Test
    void acceptsInternalAddressTheUserTrusts() {
        assertThat(check("https://reg.example", "https://10.0.0.5:8443/t", "10.0.0.5")).isNotNull();
        assertThat(check("https://reg.example", "https://10.0.0.5:8443/t", "10.0.0.5:8443")).isNotNull();
        assertThatExceptionOfType(UntrustedRealmException.class)
            .isThrownBy(() -> check("https://reg.example", "https://10.0.0.5:8443/t", "10.0.0.5:443"));
        assertThatExceptionOfType(UntrustedRealmException.class)
            .isThrownBy(() -> check("https://reg.example", "http://10.0.0.5/t", "10.0.0.5"));
    }

    private static URI check(String registry, String realm, String... trusted) {
        return new RealmPolicy(Registry.of(registry), List.of(trusted)).check(realm, URI.create(registry + "/v2/"));
    }

}
