package dev.registryarchiver.fake;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.registryarchiver.fake.Delivery.Framing;

/**
 * What the server says: status, header lines, body, and how they are delivered. Every
 * {@code with…} returns a changed copy.
 */
public final class Answer {

    private final int status;

    private final List<Header> headers;

    private final Content body;

    private final Delivery delivery;

    private Answer(int status, List<Header> headers, Content body, Delivery delivery) {
        this.status = status;
        this.headers = List.copyOf(headers);
        this.body = body;
        this.delivery = delivery;
    }

    /** An answer without headers and body. */
    public static Answer of(int status) {
        return new Answer(status, List.of(), Content.of(""), Delivery.PLAIN);
    }

    /** A JSON answer. */
    public static Answer json(int status, String body) {
        return of(status).withHeader("Content-Type", "application/json; charset=utf-8").withBody(body);
    }

    /** An error in the form of the distribution API. */
    public static Answer error(int status, String code, String message) {
        return json(status,
                "{\"errors\":[{\"code\":\"%s\",\"message\":\"%s\",\"detail\":null}]}\n".formatted(code, message));
    }

    /** A temporary redirect, as registries use it for blobs. */
    public static Answer redirect(String location) {
        return of(307).withHeader("Location", location);
    }

    public Answer withStatus(int value) {
        return new Answer(value, this.headers, this.body, this.delivery);
    }

    /** The same with one header line, which replaces all of that name. */
    public Answer withHeader(String name, String value) {
        return withoutHeader(name).withAddedHeader(name, value);
    }

    /** The same with one more header line. */
    public Answer withAddedHeader(String name, String value) {
        List<Header> more = new ArrayList<>(this.headers);
        more.add(new Header(name, value));
        return new Answer(this.status, more, this.body, this.delivery);
    }

    public Answer withoutHeader(String name) {
        List<Header> others = this.headers.stream().filter((each) -> !each.name().equalsIgnoreCase(name)).toList();
        return new Answer(this.status, others, this.body, this.delivery);
    }

    public Answer withBody(String text) {
        return withBody(Content.of(text));
    }

    public Answer withBody(byte[] bytes) {
        return withBody(Content.of(bytes));
    }

    public Answer withBody(Content value) {
        return new Answer(this.status, this.headers, value, this.delivery);
    }

    /**
     * Declares this {@code Content-Length}; a body that ends before it breaks the
     * connection.
     */
    public Answer withDeclaredLength(long value) {
        return withDelivery(this.delivery.withDeclaredLength(value));
    }

    /** Sends the body in chunks, without a length. */
    public Answer chunked() {
        return withDelivery(this.delivery.withFraming(Framing.CHUNKED));
    }

    /** Sends the body without a length and closes the connection behind it. */
    public Answer untilClose() {
        return withDelivery(this.delivery.withFraming(Framing.UNTIL_CLOSE));
    }

    /** Closes the connection after that many bytes of the body. */
    public Answer cutAfter(long bytes) {
        return withDelivery(this.delivery.withCutAfter(bytes));
    }

    /** Closes the connection instead of answering. */
    public Answer hangUp() {
        return withDelivery(this.delivery.withHangUp());
    }

    /** Waits before the first byte. */
    public Answer delayed(Duration duration) {
        return withDelivery(this.delivery.withDelay(duration));
    }

    /** Waits in the middle of the body. */
    public Answer stalled(Duration duration) {
        return withDelivery(this.delivery.withStall(duration));
    }

    /** Waits before each byte of the second half of the body. */
    public Answer dripping(Duration duration) {
        return withDelivery(this.delivery.withDrip(duration));
    }

    public int status() {
        return this.status;
    }

    /** The body, with everything done to it so far. */
    public Content body() {
        return this.body;
    }

    List<Header> headers() {
        return this.headers;
    }

    Delivery delivery() {
        return this.delivery;
    }

    private Answer withDelivery(Delivery value) {
        return new Answer(this.status, this.headers, this.body, value);
    }

    /**
     * A header line.
     *
     * @param name name
     * @param value value, sent as it is
     */
    record Header(String name, String value) {
    }

}
