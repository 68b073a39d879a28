package dev.registryarchiver.transport;

import java.net.URI;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ProxiesTests {

    @Test
    void areNoneWithoutVariables() {
        assertThat(Proxies.of(Map.of("HTTPS_PROXY", " ", "NO_PROXY", "")).of(URI.create("https://reg.example")))
            .isEmpty();
    }

    @Test
    void dependOnTheSchemeOfTheServer() {
        Proxies proxies = Proxies.of(Map.of("HTTPS_PROXY", "http://secure:1", "HTTP_PROXY", "http://plain:2"));

        assertThat(proxies.of(URI.create("https://reg.example"))).map(Proxy::toString).contains("http://secure:1");
        assertThat(proxies.of(URI.create("http://reg.example"))).map(Proxy::toString).contains("http://plain:2");
    }

    @Test
    void preferLowerCase() {
        Proxies proxies = Proxies.of(Map.of("HTTPS_PROXY", "http://upper:1", "https_proxy", "http://lower:2"));

        assertThat(proxies.of(URI.create("https://reg.example"))).map(Proxy::toString).contains("http://lower:2");
    }

    @ParameterizedTest
    @CsvSource({ "http://proxy.example:3128/, proxy.example, 3128, '', ''",
            "proxy.example:3128, proxy.example, 3128, '', ''", "http://Proxy.example, proxy.example, 80, '', ''",
            "HTTP://[fd00::1]:3128, fd00::1, 3128, '', ''",
            "http://u:p%40%3A+x@proxy.example:3128, proxy.example, 3128, u, p@:+x",
            "http://u@proxy.example:3128, proxy.example, 3128, u, ''" })
    void areReadFromAddresses(String value, String host, int port, String username, String password) {
        assertThat(Proxy.of("HTTPS_PROXY", value)).isEqualTo(new Proxy(host, port, username, password));
    }

    @ParameterizedTest
    @ValueSource(strings = { "http://u:s3cret@", "http://u:s3cr@et@proxy:1", "socks5://u:s3cret@proxy:1",
            "https://u:s3cret@proxy:1", "http://u:s3cret%zz@proxy", "s3cret proxy" })
    void refuseWhatIsNoAddressOfAnHttpProxyWithoutShowingIt(String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> Proxies.of(Map.of("https_proxy", value)))
            .withMessageStartingWith("The environment variable HTTPS_PROXY is no address of an HTTP proxy")
            .withMessageNotContaining("s3cr")
            .withNoCause();
    }

    @Test
    void neverShowTheLogin() {
        assertThat(Proxy.of("HTTP_PROXY", "http://user:s3cret@proxy:3128")).hasToString("http://proxy:3128");
    }

    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource({ "*, https://reg.example", "reg.example, https://reg.example", "example, https://reg.example",
            ".example, https://reg.example", "*.example, https://reg.example", "REG.example, https://reg.Example",
            "'a.example, b.example', https://b.example", "'a.example b.example', https://b.example",
            "reg.example:443, https://reg.example", "reg.example:5000, https://reg.example:5000",
            "10.0.0.5, https://10.0.0.5:5000", "10.0.0.0/8, https://10.1.2.3", "10.0.0.0/9, https://10.127.0.1",
            "fd00::1, https://[fd00::1]:5000", "[fd00::1]:5000, https://[FD00::1]:5000", "fd00::/8, https://[fd12::1]",
            "0.0.0.0/0, https://8.8.8.8", "'', https://localhost:5000", "'', https://127.0.0.1",
            "'', https://[::1]:5000" })
    void leaveOutWhatNoProxySays(String exemptions, URI server) {
        assertThat(Proxies.of(Map.of("HTTPS_PROXY", "http://proxy:1", "NO_PROXY", exemptions)).of(server)).isEmpty();
    }

    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource({ "eg.example, https://reg.example", "reg.example, https://example",
            "reg.example:5000, https://reg.example", "10.0.0.5, https://10.0.0.50", "10.0.0.0/9, https://10.128.0.1",
            "10.0.0.0/8, https://reg.example", "10.0.0.0/x, https://10.0.0.1", "fd00::/8, https://10.0.0.1",
            "fd00::1, https://[fd00::2]", "[fd00::1]:443, https://[fd00::1]:5000" })
    void useTheProxyForAllOthers(String exemptions, URI server) {
        assertThat(Proxies.of(Map.of("HTTPS_PROXY", "http://proxy:1", "no_proxy", exemptions)).of(server)).isPresent();
    }

}
