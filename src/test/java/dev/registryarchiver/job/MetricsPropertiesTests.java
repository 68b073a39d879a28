package dev.registryarchiver.job;

import java.net.URI;
import java.time.Duration;
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

class MetricsPropertiesTests {

    private static final String SECRET = "n0t-to-be-shown";

    @Test
    void defaults() {
        MetricsProperties properties = bind(Map.of());

        assertThat(properties).isEqualTo(
                new MetricsProperties(new MetricsProperties.Pushgateway(null, "registry-archiver", null, null, null),
                        new MetricsProperties.Otlp(null, List.of()), List.of(), Duration.ofSeconds(10)));
        assertThat(properties.isOn()).isFalse();
    }

    @Test
    void allProperties() {
        MetricsProperties properties = bind(
                Map.of("metrics.pushgateway.url", "https://gateway/push", "metrics.pushgateway.username", "ci",
                        "metrics.pushgateway.password", SECRET, "metrics.otlp.url", "http://collector:4318",
                        "metrics.otlp.headers", "Authorization = Bearer abc==, X-Scope=a", "metrics.pushgateway.job",
                        "nightly", "metrics.labels", "cluster=blue,team=a=b", "metrics.timeout", "3s"));

        assertThat(properties.isOn()).isTrue();
        assertThat(properties.pushgateway())
            .isEqualTo(new MetricsProperties.Pushgateway("https://gateway/push", "nightly", "ci", SECRET, null));
        assertThat(properties.otlp().namedHeaders())
            .containsExactlyInAnyOrderEntriesOf(Map.of("Authorization", "Bearer abc==", "X-Scope", "a"));
        assertThat(properties.namedLabels()).isEqualTo(Map.of("cluster", "blue", "team", "a=b"));
        assertThat(properties.timeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(properties.toString()).doesNotContain(SECRET, "Bearer");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            pushgateway.url|ftp://gateway         |metrics.pushgateway.url 'ftp://gateway' is not an address
            pushgateway.url|http://ci:%s@gateway  |metrics.pushgateway.url must not contain a user name or password
            pushgateway.url|http://ci:%s@gate way |metrics.pushgateway.url 'http://***@gate way' is not an address
            pushgateway.url|http://gateway?token=%s|metrics.pushgateway.url 'http://gateway' is not an address
            pushgateway.url|gateway               |it needs to start with http:// or https://
            otlp.url       |collector:4318        |metrics.otlp.url 'collector:4318' is not an address
            otlp.url       |http://:4318          |the host name is missing or malformed
            otlp.headers   |%s                    |metrics.otlp.headers: the header at place 1 is not of the form
            labels         |cluster               |metrics.labels has 'cluster'; a label is a name of letters
            labels         |a-b=c                 |metrics.labels has 'a-b=c'; a label is a name of letters
            labels         |registry=mine         |but there is a label 'registry' already
            labels         |a=b,a=c               |but there is a label 'a' already
            pushgateway.job|' '                   |metrics.pushgateway.job is empty
            timeout        |0s                    |metrics.timeout is 'PT0S'; it needs to be a positive duration
            timeout        |999999d               |metrics.timeout is 'PT23999976H'; it needs to be
            pushgateway.password|%s               |metrics.pushgateway.password is set without
            """)
    void refusesWhatMakesNoSense(String property, String value, String sentence) {
        assertThatExceptionOfType(BindException.class)
            .isThrownBy(() -> bind(Map.of("metrics." + property, value.formatted(SECRET))))
            .satisfies((failure) -> assertThat(Failures.sentence(failure)).contains(sentence).doesNotContain(SECRET));
    }

    @Test
    void refusesTwoWaysToLogIn() {
        assertThatExceptionOfType(BindException.class)
            .isThrownBy(() -> bind(Map.of("metrics.pushgateway.username", "ci", "metrics.pushgateway.token", SECRET)))
            .satisfies((failure) -> assertThat(Failures.sentence(failure)).contains("are both set")
                .doesNotContain(SECRET));
    }

    @ParameterizedTest
    @CsvSource({ "http://gateway:9091,nightly,http://gateway:9091/metrics/job/nightly/registry/localhost",
            "https://example.com/push/,a/b,https://example.com/push/metrics/job@base64/YS9i/registry/localhost",
            "http://gateway,..,http://gateway/metrics/job@base64/Li4/registry/localhost" })
    void groupOfAPushgatewayIsInItsAddress(String url, String job, URI address) {
        assertThat(MetricsAddress.of("url", url).group(job, Map.of("registry", "localhost"))).isEqualTo(address);
    }

    @ParameterizedTest
    @CsvSource({ "http://collector:4318,http://collector:4318/v1/metrics",
            "http://collector:4318/,http://collector:4318/v1/metrics",
            "https://example.com/otlp/v1/metrics,https://example.com/otlp/v1/metrics" })
    void otlpGoesToThePathThatIsStandardWhereThereIsNone(String url, URI address) {
        assertThat(MetricsAddress.of("url", url).signal()).isEqualTo(address);
    }

    private static MetricsProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("metrics",
                MetricsProperties.class);
    }

}
