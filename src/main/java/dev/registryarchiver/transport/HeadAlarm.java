package dev.registryarchiver.transport;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;

/**
 * Ends the wait for the head of an answer. The time-out of the socket ends silence, but
 * not a head of which a byte comes from time to time. Waiting for a free connection does
 * not count, nor does a body that is being sent as long as the server takes it.
 */
final class HeadAlarm implements ExecChainHandler {

    private final Watchdog watchdog;

    private final Duration time;

    /**
     * @param silence after which a connection counts as dead; a whole head may take twice
     * as long
     */
    HeadAlarm(Watchdog watchdog, Duration silence) {
        this.watchdog = watchdog;
        this.time = silence.multipliedBy(2);
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        Watchdog.Alarm alarm = this.watchdog.alarm(this.time, scope.execRuntime::discardEndpoint);
        SentBody.onProgress(scope.clientContext, alarm::restart);
        try (alarm) {
            return chain.proceed(request, scope);
        }
        catch (IOException ex) {
            if (!alarm.isRinging()) {
                throw ex;
            }
            SocketTimeoutException slow = new SocketTimeoutException("The head of the answer comes too slowly");
            slow.initCause(ex);
            throw slow;
        }
    }

}
