package dev.registryarchiver.auth;

import java.util.Base64;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class TokenClaimsTests {

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            textBlock = """
                    {"access":[{"type":"repository","name":"team/app","actions":["pull","push"]}]} | repository:team/app:pull,push
                    {"access":[{"type":"repository","name":"a","actions":[]}]}                     | repository:a:(nothing)
                    {"access":[]}                                                                  | nothing
                    {"access":[7,null]}                                                            | ::(nothing) ::(nothing)
                    """)
    void tellsWhatATokenIsGoodFor(String claims, String scopes) {
        assertThat(TokenClaims.scopes(token(claims))).contains(scopes);
    }

    @ParameterizedTest
    @ValueSource(strings = { "opaque", "a.b", "a.b.c", "..", "a.b.c.d", "a.!!.c" })
    void opaqueTokensTellNothing(String token) {
        assertThat(TokenClaims.scopes(token)).isEmpty();
    }

    @Test
    void otherClaimsTellNothing() {
        assertThat(TokenClaims.scopes(token("{\"sub\":\"ci\"}"))).isEmpty();
        assertThat(TokenClaims.scopes(token("[]"))).isEmpty();
    }

    private static String token(String claims) {
        return "e30." + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes()) + ".c2ln";
    }

}
