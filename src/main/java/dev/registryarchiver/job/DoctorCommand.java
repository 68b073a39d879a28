package dev.registryarchiver.job;

import java.io.PrintStream;
import java.util.List;

import dev.registryarchiver.report.CheckupText;

/** The command {@code doctor}: what a run needs, tried step by step. */
final class DoctorCommand implements Action {

    private final RegistryCheckup registry;

    private final DiskCheckup disk;

    private final CheckupRecorder recorder;

    private final PrintStream output;

    DoctorCommand(RegistryCheckup registry, DiskCheckup disk, CheckupRecorder recorder, PrintStream output) {
        this.registry = registry;
        this.disk = disk;
        this.recorder = recorder;
        this.output = output;
    }

    @Override
    public ExitCode execute(List<String> operands) {
        Checkup checkup = new Checkup(this.recorder, new CheckupText(this.output));
        this.registry.walk(checkup);
        this.disk.walk(checkup);
        return checkup.finish();
    }

}
