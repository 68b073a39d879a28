package dev.registryarchiver.job;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.registryarchiver.image.Printable;
import dev.registryarchiver.transport.HttpTransport;
import dev.registryarchiver.transport.Redaction;
import dev.registryarchiver.transport.Request;
import dev.registryarchiver.transport.Response;
import dev.registryarchiver.transport.TransportException;
import dev.registryarchiver.transport.UnreachableException;

/**
 * Metrics on their way to a receiver. In a thread of its own, which nobody waits for any
 * longer than agreed: names that are looked up for minutes, and answers that come a byte
 * at a time, hold no run up.
 */
final class MetricsPush {

    private static final int MAX_ANSWER = 64 * 1024;

    private final MetricsReceiver receiver;

    private final Duration longestWait;

    private final long begun = System.nanoTime();

    private final HttpTransport transport;

    private final FutureTask<Optional<String>> exchange;

    private MetricsPush(MetricsReceiver receiver, RegistryAccess access, Duration longestWait) {
        Request request = receiver.request();
        this.receiver = receiver;
        this.longestWait = longestWait;
        this.transport = access.transport(receiver.uri(), longestWait);
        this.exchange = new FutureTask<>(() -> {
            try (this.transport) {
                return this.transport.exchange(request, this::objection);
            }
        });
    }

    static MetricsPush begin(MetricsReceiver receiver, RegistryAccess access, Duration longestWait) {
        MetricsPush push = new MetricsPush(receiver, access, longestWait);
        Thread thread = new Thread(push.exchange, "metrics");
        thread.setDaemon(true);
        thread.start();
        return push;
    }

    /**
     * Waits for its end.
     * @return what went wrong, in a sentence, if anything did
     */
    Optional<String> complaint() {
        return failure()
            .map((failure) -> "The metrics of this run did not get to %s: %s. The run itself is not affected."
                .formatted(Redaction.of(this.receiver.uri()), failure.replaceFirst("\\.$", "")));
    }

    private Optional<String> failure() {
        try {
            long waited = System.nanoTime() - this.begun;
            return this.exchange.get(this.longestWait.toNanos() - waited, TimeUnit.NANOSECONDS);
        }
        catch (TimeoutException ex) {
            this.transport.abort();
            return Optional.of(withAdvice("no answer came in time"));
        }
        catch (ExecutionException ex) {
            Throwable cause = ex.getCause();
            return Optional.of(reason((cause != null) ? cause : ex));
        }
        catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            return Optional.of("the wait was interrupted");
        }
    }

    private String reason(Throwable failure) {
        if (failure instanceof UnreachableException unreachable) {
            return withAdvice(unreachable.reason());
        }
        String sentence = Failures.sentence(failure);
        // Worded for the registry, whose address most of them are about.
        return (failure instanceof TransportException) ? sentence.replace("registry.url", this.receiver.property())
                : sentence;
    }

    private Optional<String> objection(Response response) {
        byte[] body = response.readBodyLeniently(MAX_ANSWER);
        if (!response.isSuccessful()) {
            return Optional.of(refusal(response, body));
        }
        if (isPage(response, body)) {
            return Optional.of(withAdvice("a page of HTML came back, so it is something else that answers there"));
        }
        return this.receiver.document().objection(body).map(this::withAdvice);
    }

    private String refusal(Response response, byte[] body) {
        String words = isPage(response, body) ? ""
                : Printable.of(new String(body, StandardCharsets.UTF_8).strip().lines().findFirst().orElse(""));
        String status = "it answered %d%s".formatted(response.status(),
                words.isEmpty() ? "" : " (%s)".formatted(words));
        return switch (response.status()) {
            case 401, 403 -> "%s. Check %s".formatted(status, this.receiver.login());
            default -> withAdvice(status);
        };
    }

    private String withAdvice(String reason) {
        return "%s. Check %s, and what is between".formatted(reason, this.receiver.property());
    }

    private static boolean isPage(Response response, byte[] body) {
        return response.header("Content-Type").orElse("").toLowerCase(Locale.ROOT).contains("html")
                || (body.length > 0 && body[0] == '<');
    }

}
