package dev.registryarchiver.job;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.report.CheckupStep;
import dev.registryarchiver.report.CheckupText;

/** Tries one step after the other and tells each as it ends. */
final class Checkup {

    private final CheckupRecorder recorder;

    private final CheckupText text;

    private final List<CheckupStep> steps = new ArrayList<>();

    private @Nullable String broken;

    private ExitCode exitCode = ExitCode.SUCCESS;

    Checkup(CheckupRecorder recorder, CheckupText text) {
        this.recorder = recorder;
        this.text = text;
    }

    /** A step that makes sense only if the ones before it in the chain went well. */
    void chained(String name, Check check) {
        if (this.broken != null) {
            tell(new CheckupStep(name, CheckupStep.Result.NOT_TRIED, "because of '%s' above".formatted(this.broken),
                    List.of()));
        }
        else if (attempt(name, check) == CheckupStep.Result.FAILED) {
            this.broken = name;
        }
    }

    /** A step that stands alone. */
    void separate(String name, Check check) {
        attempt(name, check);
    }

    /** How the worst of it would end a run. */
    ExitCode finish() {
        this.text.printSummary(this.steps);
        return this.exitCode;
    }

    private CheckupStep.Result attempt(String name, Check check) {
        this.recorder.clear();
        Finding finding = examine(check);
        List<String> notes = Stream.concat(this.recorder.notes().stream(), finding.notes().stream()).toList();
        tell(new CheckupStep(name, finding.result(), finding.detail(), notes));
        return finding.result();
    }

    private Finding examine(Check check) {
        try {
            return check.run();
        }
        catch (CheckFailedException ex) {
            return failed(ex.reason(), ex.notes());
        }
        catch (Exception ex) {
            return failed(ex, List.of());
        }
    }

    private Finding failed(Throwable reason, List<String> notes) {
        ExitCode code = Failures.exitCode(reason);
        // The first failure is the one that a run would meet.
        this.exitCode = (this.exitCode == ExitCode.SUCCESS) ? code : this.exitCode;
        return new Finding(CheckupStep.Result.FAILED, Failures.sentence(reason), notes);
    }

    private void tell(CheckupStep step) {
        this.steps.add(step);
        this.text.print(step);
    }

    /** What a step does. */
    @FunctionalInterface
    interface Check {

        /**
         * Tries it.
         * @throws Exception if a run would fail of the same
         */
        Finding run() throws Exception;

    }

    /**
     * What a step found.
     *
     * @param result whether that is good
     * @param detail what it is
     * @param notes what belongs to it
     */
    record Finding(CheckupStep.Result result, String detail, List<String> notes) {

        static Finding ok(String detail, String... notes) {
            return new Finding(CheckupStep.Result.OK, detail, List.of(notes));
        }

        static Finding warning(String detail, String... notes) {
            return new Finding(CheckupStep.Result.WARNING, detail, List.of(notes));
        }

    }

    /** A failure about which more is known than its own sentence. */
    static final class CheckFailedException extends RuntimeException {

        private final RuntimeException reason;

        private final List<String> notes;

        CheckFailedException(RuntimeException reason, List<String> notes) {
            super(reason);
            this.reason = reason;
            this.notes = List.copyOf(notes);
        }

        RuntimeException reason() {
            return this.reason;
        }

        List<String> notes() {
            return this.notes;
        }

    }

}
