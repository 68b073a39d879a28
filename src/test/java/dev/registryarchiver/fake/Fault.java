package dev.registryarchiver.fake;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Something the registry is told to do differently. {@link #status}, {@link #redirectTo}
 * and {@link #answer} say something else; everything else changes what would have been
 * said. Steps combine: {@code dropContentLength().breakAfter(100)}.
 */
public final class Fault {

    private final String method;

    private final Pattern path;

    private final List<UnaryOperator<Answer>> changes = new CopyOnWriteArrayList<>();

    private volatile Predicate<RecordedRequest> condition = (request) -> true;

    private volatile @Nullable Function<RecordedRequest, Answer> source;

    private volatile boolean early;

    // Requests that match are counted; only those between skipped and last are hit.
    private int matches;

    private int skipped;

    private int times = Integer.MAX_VALUE;

    Fault(String method, String pathRegex) {
        this.method = method;
        this.path = Pattern.compile(pathRegex);
    }

    /** Only requests that also fulfil this. */
    public Fault matching(Predicate<RecordedRequest> requirement) {
        this.condition = requirement;
        return this;
    }

    /** Only that many requests; all others when never called. */
    public synchronized Fault times(int count) {
        this.times = count;
        return this;
    }

    /** Not the first matching requests, but those after them. */
    public synchronized Fault after(int count) {
        this.skipped = count;
        return this;
    }

    /**
     * Also requests that the registry would answer with a challenge; without this, a
     * fault waits for a request that is let in.
     */
    public Fault beforeAuthentication() {
        this.early = true;
        return this;
    }

    /** Answers with this status and an error body. */
    public Fault status(int status) {
        return answer((request) -> Answer.error(status, "FAKE", "told to answer " + status));
    }

    /** Answers with a temporary redirect. */
    public Fault redirectTo(String location) {
        return answer((request) -> Answer.redirect(location));
    }

    /** Answers with whatever this says. */
    public Fault answer(Function<RecordedRequest, Answer> handler) {
        this.source = handler;
        return this;
    }

    /** Changes the answer in any way. */
    public Fault change(UnaryOperator<Answer> change) {
        this.changes.add(change);
        return this;
    }

    /** Replaces a header, or adds it where there is none. */
    public Fault header(String name, String value) {
        return change((answer) -> answer.withHeader(name, value));
    }

    /** Adds a header line, even beside another one of that name. */
    public Fault addHeader(String name, String value) {
        return change((answer) -> answer.withAddedHeader(name, value));
    }

    public Fault dropHeader(String name) {
        return change((answer) -> answer.withoutHeader(name));
    }

    public Fault body(String text) {
        return body(text.getBytes(StandardCharsets.UTF_8));
    }

    public Fault body(byte[] bytes) {
        return change((answer) -> answer.withBody(bytes));
    }

    /** Declares a {@code Content-Length} that may be a lie. */
    public Fault contentLength(long declared) {
        return change((answer) -> answer.withDeclaredLength(declared));
    }

    /** Sends no length; the end of the connection is the end of the body. */
    public Fault dropContentLength() {
        return change(Answer::untilClose);
    }

    /** Sends the body in chunks, without a length. */
    public Fault chunked() {
        return change(Answer::chunked);
    }

    /** Closes the connection after that many bytes of the body. */
    public Fault breakAfter(long bytes) {
        return change((answer) -> answer.cutAfter(bytes));
    }

    /** Sends that many bytes in chunks, then closes the connection. */
    public Fault chunkedAndCut(long bytes) {
        return chunked().breakAfter(bytes);
    }

    /** Closes the connection without any answer. */
    public Fault hangUp() {
        return change(Answer::hangUp);
    }

    /** Turns over one byte of the body; counted from the start of this answer's body. */
    public Fault corruptByteAt(long index) {
        return change((answer) -> answer.withBody(answer.body().corruptedAt(index)));
    }

    /** Appends bytes; {@code Content-Length} counts them, where there is one. */
    public Fault extraBytes(int count) {
        return change((answer) -> answer.withBody(answer.body().followedBy(Content.zeros(count))));
    }

    /** Sends the body no faster than this, over each connection. */
    public Fault throttle(long bytesPerSecond) {
        return change((answer) -> answer.withBody(answer.body().throttled(bytesPerSecond)));
    }

    /** Falls silent in the middle of the body. */
    public Fault stall(Duration duration) {
        return change((answer) -> answer.stalled(duration));
    }

    /** Sends the second half of the body byte by byte. */
    public Fault drip(Duration pause) {
        return change((answer) -> answer.dripping(pause));
    }

    /** Waits before the first byte. */
    public Fault delay(Duration duration) {
        return change((answer) -> answer.delayed(duration));
    }

    /** How many requests were hit so far. */
    public synchronized int hits() {
        return Math.max(0, Math.min(this.matches - this.skipped, this.times));
    }

    /** Whether this request is to be hit; counts it if it matches. */
    boolean strikes(RecordedRequest request, boolean beforeAuthentication) {
        return this.early == beforeAuthentication && isMatch(request) && isDue();
    }

    /** What is said instead of {@code normal}. */
    Answer apply(RecordedRequest request, Function<RecordedRequest, Answer> normal) {
        Function<RecordedRequest, Answer> replacement = this.source;
        Answer answer = ((replacement != null) ? replacement : normal).apply(request);
        for (UnaryOperator<Answer> change : this.changes) {
            answer = change.apply(answer);
        }
        return answer;
    }

    private boolean isMatch(RecordedRequest request) {
        return (this.method.equals("*") || this.method.equals(request.method()))
                && this.path.matcher(request.path()).matches() && this.condition.test(request);
    }

    private synchronized boolean isDue() {
        long overdue = (long) this.matches - this.skipped;
        if (overdue >= this.times) {
            return false;
        }
        this.matches++;
        return overdue >= 0;
    }

}
