package dev.registryarchiver.registry;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LinkHeaderTests {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "→", textBlock = """
            L1 → </v2/_catalog?last=a%2Fb&n=2>; rel="next" → last=a%2Fb&n=2
            L2 → <https://reg/v2/_catalog?last=x&n=2>; rel=next → last=x&n=2
            L3 → <https://evil.example/v2/_catalog?last=x>; rel="next" → last=x
            L4 → <http://169.254.169.254/latest?last=x>; rel="next" → last=x
            L5 → </v2/_catalog?last=contoso-marketing&n=2&orderby=>; rel="next" → last=contoso-marketing&n=2&orderby=
            L6 → <?last=x&n=2>; rel="next" → last=x&n=2
            L7 → <_catalog?last=x>; rel="next" → last=x
            L8 → <http://h:5002/repository/proxy/v2/r/r/tags/list?n=1&last=t>; rel="next" → n=1&last=t
            L9 → </v2/renovate/renovate/tags/list?last=10000&n=10000>; rel="next" → last=10000&n=10000
            L10 → <https://x/v2/r/tags/list?last=abc+/=&n=1>; rel="next" → last=abc+/=&n=1
            L11 → </p>; rel="prev", </v2/_catalog?last=z>; rel="next" → last=z
            L13 → </v2/_catalog?last=x>; title="a,b;c"; REL=Next → last=x
            L14 → </v2/_catalog?last=x>; rel="last next" → last=x
            L15 → </v2/_catalog?last=x> → last=x
            fragment → </v2/_catalog?last=x#top>; rel="next" → last=x
            escaped quote → </v2/_catalog?last=x>; title="a\\"; rel=prev"; rel="next" → last=x
            illegal characters → </v2/_catalog?last=a b|c%zz>; rel="next" → last=a%20b%7Cc%25zz
            """)
    void findsTheQueryOfTheNextPage(String id, String value, String expected) {
        assertThat(LinkHeader.next("list repositories", List.of(value))).as(id).hasValue(expected);
    }

    @Test
    void l12FindsTheNextPageInTheSecondLine() {
        List<String> lines = List.of("</p>; rel=\"prev\"", "</v2/_catalog?last=x>; rel=\"next\"");

        assertThat(LinkHeader.next("list repositories", lines)).hasValue("last=x");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "→", textBlock = """
            L16 unclosed → </v2/_catalog?last=x
            L16 garbage → garbage
            L17 → <>; rel="next"
            no query → </v2/_catalog>; rel="next"
            empty query → </v2/_catalog?>; rel="next"
            junk behind the link → </v2/_catalog?last=x> junk
            """)
    void refusesALinkThatDoesNotSayWhere(String id, String value) {
        assertThatExceptionOfType(IncompleteListException.class).as(id)
            .isThrownBy(() -> LinkHeader.next("list repositories", List.of(value)))
            .withMessageStartingWith("Cannot list repositories completely");
    }

    @Test
    void refusesALinkBeyondTheLimit() {
        String atLimit = "<?last=" + "x".repeat(16 * 1024 - 19) + ">; rel=next";

        assertThat(atLimit).hasSize(16 * 1024 - 1);
        assertThat(LinkHeader.next("list repositories", List.of(atLimit + " "))).isPresent();
        assertThatExceptionOfType(IncompleteListException.class)
            .isThrownBy(() -> LinkHeader.next("list repositories", List.of(atLimit + "  ")));
    }

    @ParameterizedTest
    @ValueSource(strings = { "</style.css>; rel=preload", "</p?last=a>; rel=\"prev\"", "</a?x=1>, </b?x=2>", "" })
    void endsWithoutALinkToTheNextPage(String value) {
        assertThat(LinkHeader.next("list repositories", List.of(value))).isEmpty();
    }

    @Test
    void endsWithoutAnyLink() {
        assertThat(LinkHeader.next("list repositories", List.of())).isEmpty();
    }

}
