package dev.registryarchiver;

/** Starts Registry Archiver. */
public final class RegistryArchiverApplication {

    private RegistryArchiverApplication() {
    }

    public static void main(String[] args) {
    }

}
