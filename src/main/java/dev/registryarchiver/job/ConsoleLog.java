package dev.registryarchiver.job;

import java.io.OutputStream;
import java.util.function.Consumer;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.ConsoleAppender;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The log as it reaches the console. Spring Boot sends it to the standard output, which
 * is for results; here it goes to the standard error. Another logging system, or one
 * configured by the user, is left alone.
 */
final class ConsoleLog {

    // Spring Boot's name for its appender.
    private static final String CONSOLE = "CONSOLE";

    private final @Nullable ConsoleAppender<ILoggingEvent> appender;

    private ConsoleLog(@Nullable ConsoleAppender<ILoggingEvent> appender) {
        this.appender = appender;
    }

    static ConsoleLog find() {
        boolean logback = LoggerFactory.getILoggerFactory() instanceof LoggerContext;
        return new ConsoleLog((logback && root().getAppender(CONSOLE) instanceof ConsoleAppender<ILoggingEvent> console)
                ? console : null);
    }

    /** From now on the log goes to the standard error. */
    void useStandardError() {
        if (this.appender != null) {
            this.appender.stop();
            this.appender.setTarget("System.err");
            this.appender.start();
        }
    }

    /** From now on the log goes there. */
    void divertTo(OutputStream output) {
        if (this.appender != null) {
            this.appender.setOutputStream(output);
        }
    }

    /** Shows only warnings, unless the user asked for details. */
    void showOnlyWarnings() {
        show(Level.WARN);
    }

    /**
     * Hands warnings to {@code listener} and shows nothing, unless the user asked for
     * details.
     */
    void showNothingBut(Consumer<String> listener) {
        if (this.appender == null) {
            return;
        }
        show(Level.OFF);
        AppenderBase<ILoggingEvent> warnings = new AppenderBase<>() {

            @Override
            protected void append(ILoggingEvent event) {
                if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
                    listener.accept(event.getFormattedMessage());
                }
            }

        };
        warnings.setContext(this.appender.getContext());
        warnings.start();
        root().addAppender(warnings);
    }

    private void show(Level threshold) {
        Logger ours = (Logger) LoggerFactory.getLogger("dev.registryarchiver");
        if (this.appender != null && !ours.isDebugEnabled()) {
            ThresholdFilter filter = new ThresholdFilter();
            filter.setLevel(threshold.toString());
            filter.start();
            this.appender.addFilter(filter);
        }
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

}
