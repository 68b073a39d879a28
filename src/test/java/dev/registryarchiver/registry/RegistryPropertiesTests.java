package dev.registryarchiver.registry;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import dev.registryarchiver.image.Registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RegistryPropertiesTests {

    @Test
    void allProperties() {
        assertThat(bind(Map.of("registry.url", "https://registry.example.com/prefix")).registry())
            .isEqualTo(Registry.of("https://registry.example.com/prefix"));
    }

    @Test
    void haveNoDefaultAddress() {
        RegistryProperties none = bind(Map.of());

        assertThat(none.configured()).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(none::registry)
            .withMessageStartingWith("registry.url is not set. Give the address of the registry");
    }

    @ParameterizedTest
    @ValueSource(strings = { "ftp://registry.example.com", "https://ci:s3cret@registry.example.com", "https://" })
    void refuseWhatIsNoAddressOfARegistry(String url) {
        assertThatExceptionOfType(BindException.class).isThrownBy(() -> bind(Map.of("registry.url", url)))
            .havingRootCause()
            .isInstanceOf(IllegalArgumentException.class)
            .withMessageStartingWith("registry.url ")
            .withMessageNotContaining("s3cret");
    }

    private static RegistryProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("registry",
                RegistryProperties.class);
    }

}
