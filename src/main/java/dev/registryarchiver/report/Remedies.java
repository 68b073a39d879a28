package dev.registryarchiver.report;

import dev.registryarchiver.inventory.FailureClass;

/** What a person can do about each kind of trouble. */
final class Remedies {

    private Remedies() {
    }

    static String of(FailureClass failure) {
        return switch (failure) {
            case AUTH -> "Give the user the right to pull these repositories, or leave them out with catalog.exclude; "
                    + "then run 'retry'.";
            case MISSING -> "The registry names something that it does not have. Push the image again, delete the "
                    + "broken tag, or leave it out with selection.tags.exclude; then run 'retry'.";
            case CORRUPT -> "The registry served something else than it promised. Run 'retry'; if it happens again, "
                    + "push the image again, and look for damage in the storage of the registry.";
            case NETWORK -> "Mostly passing: run 'retry'. If it happens every night, look at the log of the registry "
                    + "and of what is between, or raise transport.retries and transport.read-timeout.";
            case RATE_LIMITED -> "Run 'retry' later. Log in if you were anonymous, or set "
                    + "transport.requests-per-second below the limit of the registry.";
            case DISK -> "Look at the space and the permissions of the archive directory; then run 'retry'.";
            case POLICY -> "Refused for safety, and refused again unless what the reason names is changed; or leave "
                    + "these repositories out with catalog.exclude.";
            case INTERNAL -> "A defect of this program: please report it with the reason. Everything else is archived.";
        };
    }

}
