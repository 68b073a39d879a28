package dev.registryarchiver.archive;

import org.jspecify.annotations.Nullable;

/** An archive that was not written. Nothing that ends in {@code .tar} was touched. */
public abstract sealed class ArchiveException extends RuntimeException
        permits DiskFullException, DirectoryUnusableException, CorruptBlobException, IncompleteImageException,
        UnloadableImageException, TransferBrokenException, RunStoppedException, BucketException {

    ArchiveException(String message) {
        super(message);
    }

    ArchiveException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

}
