package dev.registryarchiver.archive;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;

/** The archive directory cannot be used as it is. */
public final class DirectoryUnusableException extends ArchiveException {

    /** What is wrong with it. */
    public enum Problem {

        /** It does not exist, and creating it failed. */
        NOT_CREATED("it does not exist and cannot be created", "Create it or set archive.directory"),

        /** It may not be written to. */
        READ_ONLY("it is read-only for this user",
                "Grant write permission, mount it writable or set archive.directory"),

        /** It was there and is gone. */
        VANISHED("it was removed or unmounted while in use", "Mount it again and run again"),

        /** The operating system reports an error of another kind. */
        BROKEN("the operating system reports an error", "Check the disk and run again");

        private final String description;

        private final String remedy;

        Problem(String description, String remedy) {
            this.description = description;
            this.remedy = remedy;
        }

    }

    private final Path directory;

    private final Problem problem;

    DirectoryUnusableException(Path directory, Problem problem, IOException cause) {
        super("Cannot use the directory %s: %s (%s). %s.".formatted(directory, problem.description, reason(cause),
                problem.remedy), cause);
        this.directory = directory;
        this.problem = problem;
    }

    /** What an error in the middle of work says about the directory. */
    static DirectoryUnusableException from(Path directory, IOException cause) {
        return new DirectoryUnusableException(directory, problem(cause), cause);
    }

    public Path directory() {
        return this.directory;
    }

    public Problem problem() {
        return this.problem;
    }

    private static Problem problem(IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return Problem.VANISHED;
        }
        return isReadOnly(cause) ? Problem.READ_ONLY : Problem.BROKEN;
    }

    private static boolean isReadOnly(IOException cause) {
        return cause instanceof AccessDeniedException || cause.getCause() instanceof ReadOnlyFileSystemException
                || reason(cause).contains("Read-only");
    }

    private static String reason(IOException cause) {
        String type = cause.getClass().getSimpleName().replace("Exception", "");
        return (cause.getMessage() != null) ? type + ": " + cause.getMessage() : type;
    }

}
