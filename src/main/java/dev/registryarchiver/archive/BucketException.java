package dev.registryarchiver.archive;

import org.jspecify.annotations.Nullable;

/** Object storage did not do what it was asked. */
public final class BucketException extends ArchiveException {

    /** What keeps it from doing so. */
    public enum Problem {

        /** There is no such bucket. */
        MISSING("there is no such bucket", "Create it, or check archive.directory and archive.s3.endpoint", true),

        /** Nothing tells who we are. */
        NO_CREDENTIALS("there are no credentials for it",
                "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, or a role of this machine", true),

        /** It knows who we are, or not, and says no. */
        REFUSED("access was refused",
                "Check the credentials, and that they may list, read, write and delete below archive.directory", true),

        /** The bucket is in another region. */
        WRONG_REGION("the bucket is in another region", "Set archive.s3.region to the region of the bucket", true),

        /** Nothing tells the region. */
        NO_REGION("nothing tells its region", "Set archive.s3.region, AWS_REGION or a profile", true),

        /** Our clock and its clock do not agree. */
        CLOCK("the clocks of this machine and of the storage are too far apart", "Set the clock of this machine", true),

        /** Nobody answers there. */
        UNREACHABLE("it cannot be reached", "Check archive.s3.endpoint and the network", false),

        /** There is no room for more. */
        FULL("it has no room left", "Free some space or raise the quota of the bucket", false),

        /** No object may be so large, or its parts do not fit into the memory. */
        TOO_LARGE("it is too large", "Give the process more memory, or leave the image out", false),

        /** It asks to be left alone. */
        BUSY("it is busy or broken", "Run again later", false),

        /** It says something else. */
        BROKEN("it answered with an error", "Look up the error in its documentation", false);

        private final String description;

        private final String remedy;

        private final boolean lasting;

        Problem(String description, String remedy, boolean lasting) {
            this.description = description;
            this.remedy = remedy;
            this.lasting = lasting;
        }

    }

    private final Problem problem;

    BucketException(String action, String url, Problem problem, String answer, @Nullable Throwable cause) {
        super("Cannot %s %s: %s (%s). %s.".formatted(action, url, problem.description, answer, problem.remedy), cause);
        this.problem = problem;
    }

    public Problem problem() {
        return this.problem;
    }

    /** Whether the next archive would fail of it too. */
    public boolean concernsEveryArchive() {
        return this.problem != Problem.BUSY && this.problem != Problem.BROKEN && this.problem != Problem.TOO_LARGE;
    }

    /** Whether every request fails like this until somebody changes something. */
    public boolean isLasting() {
        return this.problem.lasting;
    }

}
