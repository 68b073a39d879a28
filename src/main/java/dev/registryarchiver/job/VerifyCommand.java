package dev.registryarchiver.job;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

import dev.registryarchiver.archive.ArchiveVerifier;
import dev.registryarchiver.archive.StoredArchives;
import dev.registryarchiver.archive.VerifiedArchive;
import dev.registryarchiver.archive.VerifiedArchive.State;
import dev.registryarchiver.image.Printable;
import dev.registryarchiver.inventory.ArchivedBlob;
import dev.registryarchiver.job.ArchivesToVerify.ArchiveToVerify;
import dev.registryarchiver.report.Quantities;

/**
 * The command {@code verify}: reads archives again, tells what is wrong with them, and
 * sees to it that the next run fetches again what is damaged. Looks at a copy of the job
 * state while it reads, which can take hours, and takes the state only to put damaged
 * archives aside.
 */
final class VerifyCommand implements Action {

    private final StoredArchives archives;

    private final ArchivesToVerify selection;

    private final ArchiveVerifier verifier;

    private final VerifyState state;

    private final Executor executor;

    private final CurrentRun run;

    private final boolean quiet;

    private final PrintStream output;

    VerifyCommand(StoredArchives archives, ArchiveVerifier verifier, VerifyState state, Executor executor,
            CurrentRun run, boolean quiet, PrintStream output) {
        this.archives = archives;
        this.selection = new ArchivesToVerify(archives, state);
        this.verifier = verifier;
        this.state = state;
        this.executor = executor;
        this.run = run;
        this.quiet = quiet;
        this.output = output;
    }

    @Override
    public ExitCode execute(List<String> operands) throws IOException {
        List<ArchiveToVerify> candidates = operands.isEmpty() ? findAll() : this.selection.named(operands);
        if (candidates.isEmpty()) {
            this.output.println("There are no archives in %s.".formatted(this.archives.location()));
            return ExitCode.SUCCESS;
        }
        Map<ArchiveToVerify, VerifiedArchive> verified = verify(candidates);
        if (this.run.stop().isPresent()) {
            this.output.printf("Stopped; %d of %d archives are not verified.%n", candidates.size() - verified.size(),
                    candidates.size());
            return this.run.stop().get().exitCode();
        }
        boolean right = verified.values().stream().allMatch((archive) -> archive.state() == State.RIGHT);
        if (!this.quiet || !right) {
            printSummary(verified);
        }
        List<ArchiveToVerify> damaged = verified.entrySet()
            .stream()
            .filter((entry) -> entry.getKey().ours() && isMendedByFetching(entry.getValue()))
            .map(Map.Entry::getKey)
            .toList();
        if (!damaged.isEmpty() && !isEverythingMissing(verified)) {
            try {
                mend(damaged);
            }
            catch (CancellationException ex) {
                return this.run.stop().map(CurrentRun.Stop::exitCode).orElse(ExitCode.STOPPED);
            }
        }
        return right ? ExitCode.SUCCESS : ExitCode.REPOSITORIES_FAILED;
    }

    private List<ArchiveToVerify> findAll() throws IOException {
        if (!this.quiet) {
            this.selection.foreign()
                .forEach((name) -> this.output
                    .println("left alone  %s: it was not written by this program".formatted(Printable.of(name))));
        }
        return this.selection.all();
    }

    private Map<ArchiveToVerify, VerifiedArchive> verify(List<ArchiveToVerify> candidates) {
        List<CompletableFuture<VerifiedArchive>> pending = candidates.stream()
            .map((candidate) -> CompletableFuture.supplyAsync(() -> verify(candidate), this.executor))
            .toList();
        Map<ArchiveToVerify, VerifiedArchive> verified = new LinkedHashMap<>();
        try {
            for (int i = 0; i < pending.size(); i++) {
                VerifiedArchive archive = pending.get(i).join();
                verified.put(candidates.get(i), archive);
                if (!this.quiet || archive.state() != State.RIGHT) {
                    this.output.println(line(candidates.get(i), archive));
                }
            }
        }
        catch (CompletionException ex) {
            if (!(ex.getCause() instanceof CancellationException)) {
                throw ex;
            }
        }
        return verified;
    }

    private VerifiedArchive verify(ArchiveToVerify candidate) {
        if (this.run.isStopping()) {
            throw new CancellationException();
        }
        return verify(candidate, candidate.ours() ? this.state.blobsIn(candidate.name()) : List.of());
    }

    private VerifiedArchive verify(ArchiveToVerify candidate, List<ArchivedBlob> recorded) {
        Path file = candidate.file();
        return (file != null) ? this.verifier.verify(file, recorded)
                : this.verifier.verify(candidate.name(), this.archives.opening(candidate.name()), recorded);
    }

    private static String line(ArchiveToVerify candidate, VerifiedArchive archive) {
        String findings = archive.findings().isEmpty() ? "" : ": " + Printable.of(archive.summary());
        return "%-11s %s (%s)%s".formatted(word(archive.state()), Printable.of(candidate.label()),
                Quantities.bytes(archive.size()), findings);
    }

    private void printSummary(Map<ArchiveToVerify, VerifiedArchive> verified) {
        Map<State, Long> totals = new EnumMap<>(State.class);
        verified.values().forEach((archive) -> totals.merge(archive.state(), 1L, Long::sum));
        List<String> counts = new ArrayList<>(List.of(totals.getOrDefault(State.RIGHT, 0L) + " right"));
        totals.forEach((state, count) -> {
            if (state != State.RIGHT) {
                counts.add(count + " " + word(state));
            }
        });
        this.output.println("%s, %s: %s.".formatted(Quantities.count(verified.size(), "archive", "archives"),
                Quantities.bytes(verified.values().stream().mapToLong(VerifiedArchive::size).sum()),
                String.join(", ", counts)));
    }

    private static String word(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static boolean isMendedByFetching(VerifiedArchive archive) {
        return archive.state() == State.DAMAGED || archive.state() == State.MISSING;
    }

    /** Then it is rather the directory that is not there. */
    private boolean isEverythingMissing(Map<ArchiveToVerify, VerifiedArchive> verified) {
        boolean missing = verified.values().stream().allMatch((archive) -> archive.state() == State.MISSING);
        if (missing) {
            this.output.printf("No archive is there any more. Check that %s is mounted.%n", this.archives.location());
        }
        return missing;
    }

    private void mend(List<ArchiveToVerify> damaged) throws IOException {
        if (!this.archives.mayChange()) {
            this.output.printf("Nothing is set aside, because this user may not write to %s. Run verify again as one "
                    + "who may, so that the next run fetches again what is wrong.%n", this.archives.location());
            return;
        }
        this.state.take((inventory) -> {
            for (ArchiveToVerify candidate : damaged) {
                // A run may have replaced it meanwhile; and what is read twice alike is
                // not a fault of the reading.
                VerifiedArchive again = verify(candidate, inventory.blobsIn(candidate.name()));
                // The file first: what has no file is fetched again, known or not.
                if (isMendedByFetching(again) && (again.state() == State.MISSING || setAside(candidate))) {
                    inventory.forgetArchive(candidate.name());
                }
            }
        });
        this.output.println("The next run fetches again what is still the newest.");
    }

    private boolean setAside(ArchiveToVerify candidate) {
        try {
            this.output.println("set aside   " + Printable.of(this.archives.setAside(candidate.name())));
            return true;
        }
        catch (IOException ex) {
            this.output.println("left as is  %s: it cannot be renamed (%s)".formatted(Printable.of(candidate.label()),
                    Printable.of(String.valueOf(ex.getMessage()))));
            return false;
        }
    }

}
