package dev.registryarchiver.job;

import org.jspecify.annotations.Nullable;

/** Another process holds the job state. */
final class StateInUseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * @param owner who holds it, in words, or empty
     */
    StateInUseException(String owner, @Nullable Throwable cause) {
        super("Another process holds the job state of this archive directory%s. "
            .formatted(owner.isEmpty() ? "" : " (" + owner + ")")
                + "Wait until it has ended, or give another archive.directory.", cause);
    }

}
