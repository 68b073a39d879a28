package dev.registryarchiver.job;

/** What the process tells its caller; schedulers decide by it whether to try again. */
enum ExitCode {

    /** Every repository is saved, unchanged or has nothing to save. */
    SUCCESS(0),

    /** The run could not go on; trying again unchanged can help. */
    CANNOT_GO_ON(1),

    /**
     * The run finished and some repositories failed; {@code retry} works on these. Or all
     * archives were verified and some are not right, or some were not restored.
     */
    REPOSITORIES_FAILED(2),

    /**
     * Wrong configuration, refused credentials or wrong usage; trying again unchanged
     * cannot help.
     */
    WRONG_CONFIGURATION(3),

    /** Another process holds the job state. */
    STATE_IN_USE(4),

    /** {@code job.deadline} came before every repository was reached. */
    DEADLINE(5),

    /** Stopped on request. A signal overrides it with 128 plus its number. */
    STOPPED(143);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    int code() {
        return this.code;
    }

}
