package dev.registryarchiver.auth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.registryarchiver.image.Printable;

/**
 * What a credential helper gave for one server. It is asked again when a registry rejects
 * that, because such secrets expire: those of ECR after 12 hours. Safe for use by many
 * threads.
 */
final class KeptSecret {

    /** How often the helper is asked again at most. */
    static final Duration PAUSE = Duration.ofMinutes(1);

    private static final Logger logger = LoggerFactory.getLogger(KeptSecret.class);

    private final String source;

    private final String server;

    private final CredentialHelper helper;

    private final Clock clock;

    private Optional<Credentials> credentials = Optional.empty();

    private Instant asked = Instant.MIN;

    private boolean complained;

    /**
     * @param source file that names the helper
     * @param server the server as docker names it
     */
    KeptSecret(String source, String server, CredentialHelper helper, Clock clock) {
        this.source = source;
        this.server = server;
        this.helper = helper;
        this.clock = clock;
    }

    synchronized Optional<Credentials> get() {
        if (this.asked.equals(Instant.MIN)) {
            ask();
        }
        return this.credentials;
    }

    /** Asks again if this is what was rejected and the last time is long enough ago. */
    synchronized void renew(Credentials rejected) {
        boolean current = this.credentials.filter(rejected::equals).isPresent();
        if (current && !this.clock.instant().isBefore(this.asked.plus(PAUSE))) {
            ask();
        }
    }

    // A failure keeps what there is: it is no worse than nothing.
    private void ask() {
        this.asked = this.clock.instant();
        try {
            this.credentials = this.helper.ask(this.server);
        }
        catch (CredentialHelperException ex) {
            complain(ex);
        }
    }

    private void complain(CredentialHelperException failure) {
        if (!this.complained) {
            this.complained = true;
            logger.warn(
                    "The credential helper {} of {} {}; going on without it for '{}'. Repair it, or set credentials.username and credentials.password.",
                    this.helper, this.source, failure.getMessage(), Printable.of(this.server));
        }
    }

}
