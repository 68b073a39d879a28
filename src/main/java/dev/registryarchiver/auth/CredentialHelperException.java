package dev.registryarchiver.auth;

/** A credential helper that does not help; the message completes "the helper …". */
final class CredentialHelperException extends Exception {

    CredentialHelperException(String what) {
        super(what);
    }

}
