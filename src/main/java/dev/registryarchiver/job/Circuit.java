package dev.registryarchiver.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.registry.RegistryClient;

/**
 * Ends a run early when the registry is down: every repository would fail, each after all
 * repetitions. That many failed in a row is only a suspicion, since sick repositories and
 * those of a sick storage may be neighbours; the registry itself is asked then, and for a
 * repository it served before. Safe for use by many threads.
 */
final class Circuit {

    private static final int SUSPICIOUS = 3;

    private final CurrentRun run;

    private final RegistryClient registry;

    private final Set<RepositoryName> suspects = ConcurrentHashMap.newKeySet();

    private final AtomicBoolean asking = new AtomicBoolean();

    private volatile @Nullable RepositoryName served;

    private volatile boolean open;

    Circuit(CurrentRun run, RegistryClient registry) {
        this.run = run;
        this.registry = registry;
    }

    /** The registry gave everything that was wanted of a repository. */
    void served(RepositoryName repository) {
        this.served = repository;
        acquit();
    }

    /** A repository failed. Ends the run if that is due to an outage. */
    void failed(RepositoryName repository, Throwable failure) {
        if (!Failures.mayBeOutage(failure)) {
            acquit();
            return;
        }
        this.suspects.add(repository);
        if (this.suspects.size() >= SUSPICIOUS && !this.run.isStopping() && this.asking.compareAndSet(false, true)) {
            try {
                ask();
            }
            finally {
                this.asking.set(false);
            }
        }
    }

    /**
     * The repositories that failed because the registry was down, each handed over once;
     * none as long as it is not.
     */
    List<RepositoryName> takeVictims() {
        if (!this.open) {
            return List.of();
        }
        List<RepositoryName> victims = new ArrayList<>(this.suspects);
        victims.removeIf((victim) -> !this.suspects.remove(victim));
        return victims;
    }

    private void acquit() {
        if (!this.open) {
            this.suspects.clear();
        }
    }

    private void ask() {
        int failures = this.suspects.size();
        Optional<RuntimeException> outage = outage();
        if (outage.isEmpty()) {
            acquit();
            return;
        }
        // Another lane may have been served meanwhile.
        if (!this.suspects.isEmpty()) {
            this.open = true;
            stop(failures, outage.get());
        }
    }

    private Optional<RuntimeException> outage() {
        try {
            this.registry.ping();
            RepositoryName known = this.served;
            if (known != null) {
                this.registry.fetchTags(known);
            }
            return Optional.empty();
        }
        catch (RuntimeException ex) {
            return (Failures.mayBeOutage(ex) || Failures.concernsEveryRepository(ex)) ? Optional.of(ex)
                    : Optional.empty();
        }
    }

    private void stop(int failures, RuntimeException outage) {
        // What worked before is not wrongly configured.
        ExitCode exitCode = (this.served != null) ? ExitCode.CANNOT_GO_ON : Failures.exitCode(outage);
        this.run.stop(exitCode,
                "%d repositories in a row failed, and the registry itself did when it was asked. The others were not tried. %s"
                    .formatted(failures, Failures.sentence(outage)));
    }

}
