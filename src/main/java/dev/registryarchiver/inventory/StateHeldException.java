package dev.registryarchiver.inventory;

/** Another process holds the job state in PostgreSQL. */
public final class StateHeldException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * @param holder who holds it, in words, or empty
     */
    StateHeldException(StateAddress address, String holder) {
        super("Another process%s holds the job state in PostgreSQL at %s. "
            .formatted(holder.isEmpty() ? "" : " (" + holder + ")", address)
                + "Wait until it has ended, or give this archive directory a schema of its own by currentSchema in spring.datasource.url.");
    }

}
