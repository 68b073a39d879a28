package dev.registryarchiver.job;

import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.step.StepExecution;

/** Ends a step at its next chunk when the run is to end early. */
final class StopListener implements StepExecutionListener {

    private final CurrentRun run;

    StopListener(CurrentRun run) {
        this.run = run;
    }

    @Override
    public void beforeStep(StepExecution step) {
        // On the execution in memory: stopping one read back from the database races with
        // its next commit.
        this.run.onEnd(step::setTerminateOnly);
    }

}
