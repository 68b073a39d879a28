package dev.registryarchiver.job;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.archive.DamagedArchiveException;
import dev.registryarchiver.image.Printable;
import dev.registryarchiver.report.RestorePrinter;
import dev.registryarchiver.report.RestoredArchive;
import dev.registryarchiver.report.RestoredArchive.State;

/**
 * The command {@code restore}: pushes archives to a registry. It needs no job state;
 * started again it asks the registry what is there and pushes the rest.
 */
final class RestoreCommand implements Action {

    private final RestorePlan plan;

    private final ArchiveRestorer restorer;

    private final Executor executor;

    private final CurrentRun run;

    private final Circuit circuit;

    private final RestorePrinter printer;

    private final PrintStream errors;

    /**
     * @param executor restores archives in parallel
     */
    RestoreCommand(RestorePlan plan, ArchiveRestorer restorer, Executor executor, CurrentRun run, Circuit circuit,
            RestorePrinter printer, PrintStream errors) {
        this.plan = plan;
        this.restorer = restorer;
        this.executor = executor;
        this.run = run;
        this.circuit = circuit;
        this.printer = printer;
        this.errors = errors;
    }

    @Override
    public ExitCode execute(List<String> operands) {
        List<RestorePlan.Entry> entries = this.plan.make(ArchivesToRestore.named(operands));
        List<CompletableFuture<Optional<Result>>> pending = entries.stream()
            .map((entry) -> CompletableFuture.supplyAsync(() -> restore(entry), this.executor))
            .toList();
        List<Result> results = new ArrayList<>();
        for (CompletableFuture<Optional<Result>> future : pending) {
            future.join().ifPresent((result) -> {
                this.printer.print(result.archive());
                results.add(result);
            });
        }
        this.printer.print(results.stream().map(Result::archive).toList(), entries.size());
        this.run.failure().ifPresent(RestoreCommand::rethrow);
        Optional<CurrentRun.Stop> stop = this.run.stop();
        if (stop.isPresent()) {
            this.errors.println("registry-archiver: %s; %d of %d archives are not restored."
                .formatted(stop.get().reason(), entries.size() - results.size(), entries.size()));
            return stop.get().exitCode();
        }
        return exitCode(results);
    }

    private Optional<Result> restore(RestorePlan.Entry entry) {
        if (!entry.isRestorable()) {
            return Optional.of(new Result(RestoredArchive.notRestored(entry.file().label(),
                    entry.good() ? State.LEFT_OUT : State.FAILED, entry.detail()), null));
        }
        if (this.run.isEnding()) {
            return Optional.empty();
        }
        try {
            RestoredArchive restored = this.restorer.restore(entry);
            this.circuit.served(entry.target().repository());
            return Optional.of(new Result(restored, null));
        }
        catch (DamagedArchiveException ex) {
            return failed(entry, RestorePlan.damaged(ex), null);
        }
        catch (IOException ex) {
            return failed(entry, "it cannot be read (%s)".formatted(Printable.of(String.valueOf(ex.getMessage()))),
                    null);
        }
        catch (RuntimeException ex) {
            return failed(entry, ex);
        }
    }

    private Optional<Result> failed(RestorePlan.Entry entry, RuntimeException failure) {
        if (failure instanceof CancellationException || Failures.isStop(failure)) {
            return Optional.empty();
        }
        if (Failures.concernsEveryRepository(failure)) {
            this.run.fail(failure);
            return Optional.empty();
        }
        this.circuit.failed(entry.target().repository(), failure);
        return failed(entry, Failures.sentence(failure), failure);
    }

    private static Optional<Result> failed(RestorePlan.Entry entry, String detail, @Nullable RuntimeException failure) {
        return Optional
            .of(new Result(RestoredArchive.notRestored(entry.file().label(), State.FAILED, detail), failure));
    }

    private static ExitCode exitCode(List<Result> results) {
        List<Result> failed = results.stream().filter((result) -> result.archive().state() == State.FAILED).toList();
        if (failed.isEmpty()) {
            return ExitCode.SUCCESS;
        }
        boolean wrong = failed.size() == results.size() && failed.stream()
            .allMatch((result) -> result.failure() != null
                    && Failures.exitCode(result.failure()) == ExitCode.WRONG_CONFIGURATION);
        return wrong ? ExitCode.WRONG_CONFIGURATION : ExitCode.REPOSITORIES_FAILED;
    }

    private static void rethrow(Throwable failure) {
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        throw new IllegalStateException(failure);
    }

    /** What became of an archive, and what it failed with if the registry was asked. */
    private record Result(RestoredArchive archive, @Nullable RuntimeException failure) {
    }

}
