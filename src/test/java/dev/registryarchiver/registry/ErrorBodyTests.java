package dev.registryarchiver.registry;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ErrorBodyTests {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "→",
            textBlock = """
                    distribution → {"errors":[{"code":"DENIED","message":"no","detail":{"a":1}}]} → DENIED: no
                    several → {"errors":[{"code":"A","message":"a"},{"code":"B","message":"b"},{"code":"A","message":"a"}]} → A: a; B: b
                    null fields → {"errors":[{"code":"A","message":null,"detail":null}]} → A
                    not in a list → {"errors":{"code":"A","message":"a"}} → A: a
                    zot → {"code":"A","message":"a"} → A: a
                    OpenShift → {"details":"not allowed"} → not allowed
                    Quay → {"error":"Invalid bearer token format"} → Invalid bearer token format
                    Docker Hub → {"message":"toomanyrequests: slow down"} → toomanyrequests: slow down
                    OAuth → {"error":"invalid_grant","error_description":"expired"} → expired
                    HTML → <html><head><title>502 Bad Gateway</title></head></html> → an HTML page
                    doctype → <!DOCTYPE html><HTML></HTML> → an HTML page
                    S3 → <?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error> → AccessDenied: Request has expired
                    plain text → 404 page not found → 404 page not found
                    cut JSON → {"errors":[{"code" → ''
                    empty → '' → ''
                    """)
    void findsTheWordsInEveryForm(String id, String body, String expected) {
        assertThat(ErrorBody.of(body.getBytes(StandardCharsets.UTF_8)).words()).as(id).isEqualTo(expected);
    }

    @Test
    void saysNothingInParenthesesWithoutWords() {
        assertThat(ErrorBody.of(new byte[0]).inParentheses()).isEmpty();
    }

    @Test
    void boundsAndCleansWhatAServerSays() {
        String body = "{\"message\":\"\\u001b[31mred\\n" + "x".repeat(10_000) + "\"}";

        String words = ErrorBody.of(body.getBytes(StandardCharsets.UTF_8)).words();

        assertThat(words).startsWith("?[31mred?xxx").hasSizeLessThanOrEqualTo(201);
    }

    @Test
    void doesNotFallForDeepNesting() {
        String body = "{\"errors\":" + "[".repeat(30_000);

        assertThat(ErrorBody.of(body.getBytes(StandardCharsets.UTF_8)).words()).isEmpty();
    }

}
