package dev.registryarchiver.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a process and its children used.
 *
 * @param wallSeconds from start to end
 * @param cpuSeconds user and system time
 * @param peakMegabytes resident memory of the largest process at its peak; 0 where the
 * system does not tell
 * @param served what it had from the registry
 */
record Measurement(double wallSeconds, double cpuSeconds, long peakMegabytes, RegistryCount served) {

    private static final Pattern TIMES = Pattern.compile("MEASURED (\\S+) (\\S+) (\\S+)");

    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");

    private static final long SAMPLE_MILLIS = 50;

    /**
     * Runs a shell command to its end.
     * @param metrics of the registry that it uses
     */
    static Measurement of(String command, Path log, URI metrics) throws IOException, InterruptedException {
        RegistryCount before = RegistryCount.at(metrics);
        Measurement process = of(command, log);
        return new Measurement(process.wallSeconds(), process.cpuSeconds(), process.peakMegabytes(),
                RegistryCount.at(metrics).minus(before));
    }

    /** Runs a shell command to its end, whatever it has from whom. */
    static Measurement of(String command, Path log) throws IOException, InterruptedException {
        List<String> shell = List.of("bash", "-c",
                "TIMEFORMAT='MEASURED %R %U %S'; time { " + command + "\n} >>" + log + " 2>&1");
        Process process = new ProcessBuilder(shell).redirectErrorStream(true).start();
        long peak = 0;
        while (!process.waitFor(SAMPLE_MILLIS, TimeUnit.MILLISECONDS)) {
            peak = Math.max(peak, process.descendants().mapToLong(Measurement::peakKilobytes).max().orElse(0));
        }
        String output = new String(process.getInputStream().readAllBytes());
        Matcher times = TIMES.matcher(output);
        if (process.exitValue() != 0 || !times.find()) {
            throw new IllegalStateException(
                    "'%s' ended with %d; see %s%n%s".formatted(command, process.exitValue(), log, output));
        }
        return new Measurement(Double.parseDouble(times.group(1)),
                Double.parseDouble(times.group(2)) + Double.parseDouble(times.group(3)), peak / 1024,
                RegistryCount.NOTHING);
    }

    private static long peakKilobytes(ProcessHandle process) {
        try {
            Matcher peak = PEAK.matcher(Files.readString(Path.of("/proc", String.valueOf(process.pid()), "status")));
            return peak.find() ? Long.parseLong(peak.group(1)) : 0;
        }
        catch (IOException ex) {
            return 0;
        }
    }

}
