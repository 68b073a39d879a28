package dev.registryarchiver.auth;

/** A docker config, or the variable that replaces it, that cannot be read. */
public final class UnreadableCredentialsException extends AuthenticationException {

    private final String source;

    UnreadableCredentialsException(String source, String why) {
        super("Cannot read credentials from %s: %s. Correct it, or set credentials.username and credentials.password."
            .formatted(source, why), null);
        this.source = source;
    }

    /** The file or variable. */
    public String source() {
        return this.source;
    }

    @Override
    public boolean concernsWholeRun() {
        return true;
    }

}
