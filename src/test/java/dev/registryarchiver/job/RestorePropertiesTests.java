package dev.registryarchiver.job;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.util.unit.DataSize;

import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.image.Tag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RestorePropertiesTests {

    private static final RestoreName RECORDED = new RestoreName(RepositoryName.of("team/app"),
            List.of(Tag.of("1"), Tag.of("stable")));

    @Test
    void recordedNameStaysWhenNothingIsSet() {
        assertThat(properties(null, null).name(RECORDED)).isEqualTo(RECORDED);
        assertThat(properties("", " ").name(RECORDED)).isEqualTo(RECORDED);
        assertThat(properties("", " ").namesOne()).isFalse();
    }

    @Test
    void otherNameKeepsTheTagsUnlessItHasOne() {
        assertThat(properties("other", null).name(RECORDED)).hasToString("other:1 (also stable)");
        assertThat(properties("other:2", null).name(RECORDED)).hasToString("other:2");
        assertThat(properties("other:2", null).namesOne()).isTrue();
    }

    @Test
    void prefixGoesBeforeWhateverNameThereIs() {
        assertThat(properties(null, "mirror/").name(RECORDED)).hasToString("mirror/team/app:1 (also stable)");
        assertThat(properties("other:2", "a/b").name(RECORDED)).hasToString("a/b/other:2");
    }

    @Test
    void whatCannotBeANameIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> properties("Other", null))
            .withMessageStartingWith("restore.to is 'Other'");
        assertThatIllegalArgumentException().isThrownBy(() -> properties("other:", null));
        assertThatIllegalArgumentException().isThrownBy(() -> properties(null, "/mirror"))
            .withMessageStartingWith("restore.prefix is '/mirror'");
        assertThatIllegalArgumentException()
            .isThrownBy(() -> new RestoreProperties(null, null, false, DataSize.ofKilobytes(1023)))
            .withMessageStartingWith("restore.chunk-size");
    }

    private static RestoreProperties properties(@Nullable String to, @Nullable String prefix) {
        return new RestoreProperties(to, prefix, false, DataSize.ofMegabytes(1));
    }

}
