package dev.registryarchiver.transport;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

import javax.net.ssl.SSLException;

import org.apache.hc.core5.http.impl.EnglishReasonPhraseCatalog;
import org.jspecify.annotations.Nullable;

/**
 * A request that was sent and what came of it, without anything secret. Its text form
 * says it in words.
 *
 * @param method HTTP method
 * @param server who was asked
 * @param address the full address, redacted
 * @param authorization scheme of the credentials sent along, or empty
 * @param status HTTP status, or 0 when there was no answer
 * @param failure why there was no answer, or empty
 * @param time from sending to the head of the answer
 * @param serverTime what the server's clock says, or {@code null} when it does not tell
 */
public record Exchange(Request.Method method, Origin server, String address, String authorization, int status,
        String failure, Duration time, @Nullable Instant serverTime) {

    static Exchange answered(Request request, Response response, Duration time) {
        return new Exchange(request.method(), Origin.of(request.uri()), Redaction.of(request.uri()),
                authorization(request), response.status(), "", time, date(response).orElse(null));
    }

    static Exchange failed(Request request, IOException failure, Duration time) {
        String why = (failure instanceof SSLException) ? "TLS failed" : UnreachableException.reason(failure);
        return new Exchange(request.method(), Origin.of(request.uri()), Redaction.of(request.uri()),
                authorization(request), 0, why, time, null);
    }

    /** Whether an answer came back, whatever it says. */
    public boolean isAnswered() {
        return this.status != 0;
    }

    @Override
    public String toString() {
        String sent = this.method + " " + this.address
                + (this.authorization.isEmpty() ? "" : " with " + this.authorization);
        if (!isAnswered()) {
            return "%s: no answer, %s (after %d ms)".formatted(sent, this.failure, this.time.toMillis());
        }
        String phrase = EnglishReasonPhraseCatalog.INSTANCE.getReason(this.status, Locale.ROOT);
        return "%s: %d%s (after %d ms)".formatted(sent, this.status, (phrase != null) ? " " + phrase : "",
                this.time.toMillis());
    }

    private static String authorization(Request request) {
        String header = request.headers().getOrDefault("Authorization", "");
        return header.substring(0, Math.max(header.indexOf(' '), 0));
    }

    private static Optional<Instant> date(Response response) {
        try {
            return response.header("Date")
                .map((value) -> ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
        }
        catch (DateTimeParseException ex) {
            return Optional.empty();
        }
    }

}
