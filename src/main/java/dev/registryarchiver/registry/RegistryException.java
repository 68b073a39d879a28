package dev.registryarchiver.registry;

import org.jspecify.annotations.Nullable;

/** An answer of the registry that does not serve the purpose. */
public abstract sealed class RegistryException extends RuntimeException permits NotARegistryException,
        CatalogUnavailableException, ListingRefusedException, CursorRefusedException, IncompleteListException,
        RepositoryMissingException, ManifestMissingException, BlobMissingException, AccessDeniedException,
        ContentMismatchException, ContentTooLargeException, UnexpectedAnswerException, PushFailedException {

    RegistryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    RegistryException(String message) {
        this(message, null);
    }

    /**
     * Whether the registry will say the same of this content for as long as nobody pushes
     * or repairs it: it is lost, damaged, too large or withheld by a rule. Trouble of the
     * moment and refused access are not lasting.
     */
    public boolean isLasting() {
        return false;
    }

}
