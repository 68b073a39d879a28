package dev.registryarchiver.fake;

import java.time.Duration;

/**
 * How an answer goes over the wire, faults included.
 *
 * @param framing what tells the client where the body ends
 * @param declaredLength value of {@code Content-Length}, or -1 for the true one
 * @param cutAfter bytes of the body after which the connection is closed
 * @param hangUp whether the connection is closed without any answer
 * @param delay pause before the first byte
 * @param stall pause in the middle of the body
 * @param drip pause before each byte of the second half of the body
 */
record Delivery(Framing framing, long declaredLength, long cutAfter, boolean hangUp, Duration delay, Duration stall,
        Duration drip) {

    static final Delivery PLAIN = new Delivery(Framing.LENGTH, -1, Long.MAX_VALUE, false, Duration.ZERO, Duration.ZERO,
            Duration.ZERO);

    Delivery withFraming(Framing value) {
        return new Delivery(value, this.declaredLength, this.cutAfter, this.hangUp, this.delay, this.stall, this.drip);
    }

    Delivery withDeclaredLength(long value) {
        return new Delivery(this.framing, value, this.cutAfter, this.hangUp, this.delay, this.stall, this.drip);
    }

    Delivery withCutAfter(long value) {
        return new Delivery(this.framing, this.declaredLength, value, this.hangUp, this.delay, this.stall, this.drip);
    }

    Delivery withHangUp() {
        return new Delivery(this.framing, this.declaredLength, this.cutAfter, true, this.delay, this.stall, this.drip);
    }

    Delivery withDelay(Duration value) {
        return new Delivery(this.framing, this.declaredLength, this.cutAfter, this.hangUp, value, this.stall,
                this.drip);
    }

    Delivery withStall(Duration value) {
        return new Delivery(this.framing, this.declaredLength, this.cutAfter, this.hangUp, this.delay, value,
                this.drip);
    }

    Delivery withDrip(Duration value) {
        return new Delivery(this.framing, this.declaredLength, this.cutAfter, this.hangUp, this.delay, this.stall,
                value);
    }

    /** What tells the client where a body ends. */
    enum Framing {

        /** {@code Content-Length}. */
        LENGTH,

        /** {@code Transfer-Encoding: chunked}. */
        CHUNKED,

        /** The end of the connection, so that a cut goes unnoticed. */
        UNTIL_CLOSE

    }

}
