package dev.registryarchiver.selection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.registryarchiver.image.Tag;

import static org.assertj.core.api.Assertions.assertThat;

class TagOrderTests {

    @ParameterizedTest
    @ValueSource(strings = { "1.9.0 1.10.0", "1.10.0-rc9 1.10.0-rc10 1.10.0", "v1.9.9 v2.0.0", "1.2.3 v1.10.0",
            "latest dev", "latest 20240101", "zeta 0.0.1", "1 1.10 1.10.0", "build-9 build-10 build-010a",
            "20231231 20240101", "1.0.0-alpha 1.0.0-beta 1.0.0",
            "1.99999999999999999999.0 1.100000000000000000000.0 2.0.0" })
    void putsWhatSoundsNewerLater(String ordered) {
        List<Tag> expected = Arrays.stream(ordered.split(" ")).map(Tag::of).toList();
        List<Tag> tags = new ArrayList<>(expected);
        Collections.reverse(tags);

        tags.sort(TagOrder.INSTANCE);

        assertThat(tags).isEqualTo(expected);
    }

    @Test
    void findsNoMeaningInSpelling() {
        assertThat(TagOrder.compareMeaning(Tag.of("1.0.0"), Tag.of("v1.0.0"))).isZero();
        assertThat(TagOrder.compareMeaning(Tag.of("Build-07"), Tag.of("build-7"))).isZero();
        assertThat(TagOrder.INSTANCE.compare(Tag.of("1.0.0"), Tag.of("v1.0.0"))).isNegative();
    }

}
