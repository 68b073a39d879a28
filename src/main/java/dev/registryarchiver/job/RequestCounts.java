package dev.registryarchiver.job;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

import dev.registryarchiver.transport.Exchange;
import dev.registryarchiver.transport.ExchangeListener;

/** Counts requests by what came back. Safe for use by many threads. */
final class RequestCounts implements ExchangeListener {

    private static final int TOO_MANY_REQUESTS = 429;

    private final Map<Answer, LongAdder> counts = new EnumMap<>(Answer.class);

    RequestCounts() {
        Arrays.stream(Answer.values()).forEach((answer) -> this.counts.put(answer, new LongAdder()));
    }

    @Override
    public void observed(Exchange exchange) {
        LongAdder count = this.counts.get(Answer.of(exchange));
        if (count != null) {
            count.increment();
        }
    }

    /** How many by what came back, such as {@code 2xx}, those that are 0 included. */
    Map<String, Long> byStatus() {
        Map<String, Long> byStatus = new LinkedHashMap<>();
        this.counts.forEach((answer, count) -> byStatus.put(answer.word, count.sum()));
        return byStatus;
    }

    private enum Answer {

        SUCCESS("2xx"), REDIRECT("3xx"), REFUSAL("4xx"), TOO_MANY("429"), SERVER_ERROR("5xx"), NONE("none");

        private final String word;

        Answer(String word) {
            this.word = word;
        }

        private static Answer of(Exchange exchange) {
            if (exchange.status() == TOO_MANY_REQUESTS) {
                return TOO_MANY;
            }
            return switch (exchange.status() / 100) {
                case 0 -> NONE;
                case 1, 2 -> SUCCESS;
                case 3 -> REDIRECT;
                case 4 -> REFUSAL;
                default -> SERVER_ERROR;
            };
        }

    }

}
