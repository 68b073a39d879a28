package dev.registryarchiver.job;

/** The command line or the configuration asks for something that does not exist. */
final class UsageException extends RuntimeException {

    UsageException(String message) {
        super(message);
    }

}
