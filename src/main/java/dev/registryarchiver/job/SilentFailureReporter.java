package dev.registryarchiver.job;

import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Keeps Spring Boot from printing a page about a failed start: {@link Program} says it in
 * one sentence.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class SilentFailureReporter implements SpringBootExceptionReporter {

    @Override
    public boolean reportException(Throwable failure) {
        return true;
    }

}
