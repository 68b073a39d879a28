package dev.registryarchiver.job;

import java.util.List;

/** An action whose end is measured, also when it is an exception. */
final class MeteredAction implements Action {

    private final Action action;

    private final RunMeter meter;

    MeteredAction(Action action, RunMeter meter) {
        this.action = action;
        this.meter = meter;
    }

    @Override
    public ExitCode execute(List<String> operands) throws Exception {
        try {
            ExitCode exitCode = this.action.execute(operands);
            this.meter.ended(exitCode);
            return exitCode;
        }
        catch (Exception ex) {
            this.meter.ended(Failures.exitCode(ex));
            throw ex;
        }
    }

}
