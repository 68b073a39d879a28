package dev.registryarchiver.auth;

import java.util.List;

import dev.registryarchiver.image.RepositoryName;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ScopesTests {

    private static final Scope PULL = Scope.pull(RepositoryName.of("a"));

    @Test
    @DisplayName("C19 opaque scopes stay and ours follows")
    void keepsOpaqueScopeAndAddsOurs() {
        assertThat(scopes("*").with(PULL).values()).containsExactly("*", "repository:a:pull");
    }

    @Test
    void asksForTheirsAloneWhenItCoversOurs() {
        assertThat(scopes("repository:a:push,pull").with(PULL).values()).containsExactly("repository:a:push,pull");
        assertThat(scopes("repository:ab:pull").with(PULL).values()).containsExactly("repository:ab:pull",
                "repository:a:pull");
    }

    @Test
    void asksForNoLessBesideMore() {
        RepositoryName app = RepositoryName.of("a");

        assertThat(scopes("repository:a:pull").with(Scope.push(app)).values())
            .containsExactly("repository:a:pull,push");
        assertThat(scopes("repository:a:push,pull").with(Scope.push(app)).values())
            .containsExactly("repository:a:push,pull");
    }

    @Test
    void asksForBothRepositoriesOfAMount() {
        Scope mount = Scope.mount(RepositoryName.of("a"), RepositoryName.of("b"));

        assertThat(scopes().with(mount).values()).containsExactly("repository:a:pull,push", "repository:b:pull");
        assertThat(scopes("repository:b:pull", "repository:a:pull,push").with(mount).values())
            .containsExactly("repository:b:pull", "repository:a:pull,push");
    }

    @Test
    void asksForNothingOfItsOwnWhenChallengedOnly() {
        assertThat(scopes().with(Scope.AS_CHALLENGED).isEmpty()).isTrue();
        assertThat(scopes("registry:catalog:*").with(Scope.AS_CHALLENGED).values())
            .containsExactly("registry:catalog:*");
    }

    @Test
    void areEqualWhateverTheOrder() {
        assertThat(scopes("b:x:push,pull", "a:y:z")).isEqualTo(scopes("a:y:z", "b:x:pull,push"))
            .hasSameHashCodeAs(scopes("a:y:z", "b:x:pull,push"));
        assertThat(scopes("a:y:z")).isNotEqualTo(scopes("a:y:z", "b:x:pull"));
    }

    @Test
    @DisplayName("C31 the name may hold a colon")
    void nameMayHoldColon() {
        assertThat(new Scope("repository:host:5000/x:pull").resourceName()).isEqualTo("host:5000/x");
        assertThat(new Scope("*").resourceName()).isEmpty();
        assertThat(scopes("repository:host:5000/x:pull,push").with(new Scope("repository:host:5000/x:pull")).values())
            .hasSize(1);
    }

    private static Scopes scopes(String... values) {
        return new Scopes(List.of(values));
    }

}
