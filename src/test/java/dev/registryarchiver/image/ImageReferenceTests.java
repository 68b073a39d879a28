package dev.registryarchiver.image;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Examples are those of distribution/reference's own tests (normalize_test.go and
 * reference_test.go) where there are any.
 */
class ImageReferenceTests {

    private static final String HEX = "ba5eba5eba5eba5eba5eba5eba5eba5eba5eba5eba5eba5eba5eba5eba5eba5e";

    private static final String DIGEST = "sha256:" + HEX;

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            alpine                              | https://registry-1.docker.io   | library/alpine      | latest
            alpine:3.20                         | https://registry-1.docker.io   | library/alpine      | 3.20
            user/app                            | https://registry-1.docker.io   | user/app            | latest
            user/app:v1                         | https://registry-1.docker.io   | user/app            | v1
            docker.io/alpine                    | https://registry-1.docker.io   | library/alpine      | latest
            docker.io/library/alpine:3.20       | https://registry-1.docker.io   | library/alpine      | 3.20
            index.docker.io/dmcgowan/myapp      | https://registry-1.docker.io   | dmcgowan/myapp      | latest
            registry-1.docker.io/redis          | https://registry-1.docker.io   | library/redis       | latest
            library/debian                      | https://registry-1.docker.io   | library/debian      | latest
            docker/docker                       | https://registry-1.docker.io   | docker/docker       | latest
            127.0.0.1:5000/docker/docker        | https://127.0.0.1:5000         | docker/docker       | latest
            example.com/library/debian:1        | https://example.com            | library/debian      | 1
            example.com/debian                  | https://example.com            | debian              | latest
            localhost/app                       | https://localhost              | app                 | latest
            localhost:5000/a/b:c                | https://localhost:5000         | a/b                 | c
            registry:5000/app                   | https://registry:5000          | app                 | latest
            localhost                           | https://registry-1.docker.io   | library/localhost   | latest
            localhost:5000                      | https://registry-1.docker.io   | library/localhost   | 5000
            test.com:tag                        | https://registry-1.docker.io   | library/test.com    | tag
            test:5000/repo                      | https://test:5000              | repo                | latest
            lowercase:Uppercase                 | https://registry-1.docker.io   | library/lowercase   | Uppercase
            UPPER/app                           | https://upper                  | app                 | latest
            LOCALHOST/app                       | https://localhost              | app                 | latest
            xn--n3h.com/myimage:xn--n3h.com     | https://xn--n3h.com            | myimage             | xn--n3h.com
            foo_bar.com:8080                    | https://registry-1.docker.io   | library/foo_bar.com | 8080
            foo/foo_bar.com:8080                | https://registry-1.docker.io   | foo/foo_bar.com     | 8080
            [2001:db8::1]:5000/repo             | https://[2001:db8::1]:5000     | repo                | latest
            [2001:db8::1]/repo:tag              | https://[2001:db8::1]          | repo                | tag
            b.gcr.io/test.example.com/my-app:t  | https://b.gcr.io               | test.example.com/my-app | t
            http://localhost:5000/app:1         | http://localhost:5000          | app                 | 1
            https://registry/app                | https://registry               | app                 | latest
            HTTP://Registry.example.com/a/b     | http://registry.example.com    | a/b                 | latest
            """)
    void readsReferencesAsDockerDoes(String text, String registry, String repository, String tag) {
        ImageReference reference = ImageReference.of(text, null);

        assertThat(reference.registry().url()).isEqualTo(registry);
        assertThat(reference.repository().value()).isEqualTo(repository);
        assertThat(reference.tag()).isEqualTo(Tag.of(tag));
        assertThat(reference.digest()).isNull();
    }

    @Test
    void digestNeedsNoTag() {
        ImageReference reference = ImageReference.of("host:5000/a/b@" + DIGEST, null);

        assertThat(reference.tag()).isNull();
        assertThat(reference.digest()).isEqualTo(Digest.of(DIGEST));
        assertThat(reference).hasToString("host:5000/a/b@" + DIGEST);
    }

    @Test
    void tagMayStandBeforeADigest() {
        ImageReference reference = ImageReference.of("alpine:3.20@" + DIGEST, null);

        assertThat(reference.tag()).isEqualTo(Tag.of("3.20"));
        assertThat(reference.digest()).isEqualTo(Digest.of(DIGEST));
        assertThat(reference).hasToString("docker.io/library/alpine:3.20@" + DIGEST);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", " ", "alpine ", " alpine", "Alpine", "user/App", "docker.io/docker/Docker", "a//b",
            "/alpine", "alpine/", "alpine:", "alpine:@" + DIGEST, ":tag", "@" + DIGEST, "alpine@", "alpine@sha256:",
            "alpine@sha256:abc", "alpine@" + DIGEST + "@" + DIGEST, "alpine@md5:d41d8cd98f00b204e9800998ecf8427e",
            "alpine@SHA256:" + HEX, HEX, "https://", "https:///app", "http://host", "http://host/", "ftp://host/app",
            "docker://alpine", "user:password@host/app", "https://user:password@host/app", "host:port/app", "host:/app",
            "host:0/app", "host:65536/app", "host:5000/", "-host.com/app", "host-.com/app", "a..b/app",
            "host.com/app?x", "host.com/app#x", "host.com/../app", "host.com/a/./b", "app:-tag", "app:.tag", "app:a:b",
            "[::1]/", "[fe80::1%25eth0]/app", "[not:ip]:5000/app", "a\nb", "a\u001b[31m", "a\u202eb", "ünï/code",
            "app:tág", "team\\app", "aa/asdf$$^/aa", "validname@invaliddigest:fff", "_app", "app_", "a___b", "a..b" })
    void refusesEverythingElseInOneSentence(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ImageReference.of(text, null))
            .withMessageContaining("' is not an image reference: ")
            .withMessageMatching("[^\\p{Cc}\\u202e]*");
    }

    @Test
    void tagAndRepositoryMayBeAsLongAsTheGrammarAllows() {
        String longest = "a".repeat(255) + ":" + "t".repeat(128);

        assertThat(ImageReference.of("host.example.com/" + longest, null).repository().value()).hasSize(255);
        assertThatIllegalArgumentException().isThrownBy(() -> ImageReference.of("host.example.com/a" + longest, null));
        assertThatIllegalArgumentException()
            .isThrownBy(() -> ImageReference.of("host.example.com/" + longest + "t", null));
        assertThatIllegalArgumentException().isThrownBy(() -> ImageReference.of("a/".repeat(1_000_000), null));
    }

    @ParameterizedTest
    @CsvSource(
            textBlock = """
                    https://registry.example.com,         team/app:1,                       https://registry.example.com/v2/team/app
                    https://registry.example.com,         app,                              https://registry.example.com/v2/app
                    https://registry.example.com/prefix,  team/app:1,                       https://registry.example.com/prefix/v2/team/app
                    https://registry.example.com/prefix,  registry.example.com/team/app,    https://registry.example.com/prefix/v2/team/app
                    https://registry.example.com/prefix,  registry.example.com:443/a,       https://registry.example.com/prefix/v2/a
                    http://registry.example.com,          registry.example.com/team/app,    http://registry.example.com/v2/team/app
                    http://localhost:5000,                localhost:5000/app,               http://localhost:5000/v2/app
                    http://localhost:5000,                localhost:5001/app,               https://localhost:5001/v2/app
                    http://localhost:5000,                https://localhost:5000/app,       https://localhost:5000/v2/app
                    https://localhost:5000/prefix,        http://localhost:5000/app,        http://localhost:5000/v2/app
                    http://localhost:5000,                docker.io/alpine,                 https://registry-1.docker.io/v2/library/alpine
                    https://docker.io,                    alpine,                           https://registry-1.docker.io/v2/library/alpine
                    """)
    void ownRegistryServesWhatNamesItOrNone(String home, String text, String address) {
        ImageReference reference = ImageReference.of(text, Registry.of(home));

        assertThat(reference.registry().api(reference.repository().value(), "")).hasToString(address);
    }

}
