package dev.registryarchiver.job;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import dev.registryarchiver.archive.ArchivePlan;
import dev.registryarchiver.archive.ArchivePlanner;
import dev.registryarchiver.catalog.RepositoryFilter;
import dev.registryarchiver.catalog.RepositoryPage;
import dev.registryarchiver.catalog.RepositorySource;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.image.SelectedImage;
import dev.registryarchiver.image.Tag;
import dev.registryarchiver.report.Heartbeat;
import dev.registryarchiver.report.ListPrinter;
import dev.registryarchiver.report.ListTotals;
import dev.registryarchiver.report.ListedImage;
import dev.registryarchiver.report.ListedRepository;
import dev.registryarchiver.report.ListedRepository.State;
import dev.registryarchiver.report.Progress;
import dev.registryarchiver.selection.NewestImageSelector;
import dev.registryarchiver.selection.RepositorySelection;

/**
 * The command {@code list}: the same decisions as a run, and nothing written.
 * Repositories are looked at in parallel and printed in the order of the catalog as soon
 * as all before them are known.
 */
final class ListCommand implements Action {

    private final RepositorySource source;

    private final RepositoryFilter filter;

    private final NewestImageSelector selector;

    private final ArchivePlanner planner;

    private final MissingRepositories missing;

    private final Executor executor;

    private final CurrentRun run;

    private final Circuit circuit;

    private final ListPrinter printer;

    private final Progress progress;

    private final PrintStream errors;

    // A layer that several images share is fetched for the first of them.
    private final Set<Digest> fetched = new HashSet<>();

    ListCommand(RepositorySource source, RepositoryFilter filter, NewestImageSelector selector, ArchivePlanner planner,
            MissingRepositories missing, Executor executor, CurrentRun run, Circuit circuit, ListPrinter printer,
            Progress progress, PrintStream errors) {
        this.source = source;
        this.filter = filter;
        this.selector = selector;
        this.planner = planner;
        this.missing = missing;
        this.executor = executor;
        this.run = run;
        this.circuit = circuit;
        this.printer = printer;
        this.progress = progress;
        this.errors = errors;
    }

    @Override
    public ExitCode execute(List<String> operands) {
        ListTotals totals;
        try (Heartbeat heartbeat = new Heartbeat(this.progress, "looked at", RunConsole.SILENCE,
                (sentence) -> LoggerFactory.getLogger(Heartbeat.class).info(sentence))) {
            totals = list(names());
        }
        Optional<CurrentRun.Stop> stop = this.run.stop();
        if (stop.isPresent()) {
            this.errors.println("registry-archiver: " + stop.get().reason());
            return stop.get().exitCode();
        }
        this.printer.print(totals);
        return (totals.failed() > 0) ? ExitCode.REPOSITORIES_FAILED : ExitCode.SUCCESS;
    }

    private ListTotals list(List<RepositoryName> names) {
        this.progress.started(names.size(), 0);
        List<CompletableFuture<Sight>> sights = names.stream()
            .map((name) -> CompletableFuture.supplyAsync(() -> look(name), this.executor))
            .toList();
        ListTotals totals = ListTotals.NONE;
        for (CompletableFuture<Sight> sight : sights) {
            Sight seen = sight.join();
            if (!this.run.isStopping()) {
                ListedRepository listed = listed(seen);
                totals = totals.plus(listed);
                this.printer.print(listed);
            }
        }
        return totals;
    }

    private List<RepositoryName> names() {
        List<RepositoryName> names = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            RepositoryPage page = this.source.fetchPage(cursor);
            page.names().stream().filter(this.filter::accepts).forEach(names::add);
            cursor = page.next();
        }
        while (cursor != null);
        return names;
    }

    private Sight look(RepositoryName repository) {
        Sight sight = this.run.isStopping() ? Sight.of(repository, State.FAILED, "") : lookNow(repository);
        this.progress.finished(sight.state() == State.FAILED);
        return sight;
    }

    private Sight lookNow(RepositoryName repository) {
        try {
            RepositorySelection selection = this.selector.select(repository);
            this.circuit.served(repository);
            Map<SelectedImage, ArchivePlan> plans = new LinkedHashMap<>();
            selection.images().forEach((image) -> plans.put(image, this.planner.plan(image)));
            return new Sight(repository, selection.isEmpty() ? State.NOTHING_TO_SAVE : State.CHOSEN,
                    selection.nothingBecause(), selection, plans);
        }
        catch (RuntimeException ex) {
            if (this.missing.isNothingToSave(ex)) {
                return Sight.of(repository, State.NOTHING_TO_SAVE, Failures.sentence(ex));
            }
            if (Failures.concernsEveryRepository(ex)) {
                this.run.fail(ex);
            }
            this.circuit.failed(repository, ex);
            return Sight.of(repository, State.FAILED, Failures.sentence(ex));
        }
    }

    private ListedRepository listed(Sight sight) {
        RepositorySelection selection = sight.selection();
        if (selection == null) {
            return ListedRepository.without(sight.repository(), sight.state(), sight.why());
        }
        Map<String, String> ignored = new LinkedHashMap<>();
        selection.leftOut().forEach((tag, why) -> ignored.put(tag.value(), why));
        List<ListedImage> images = new ArrayList<>();
        sight.plans().forEach((image, plan) -> images.add(listed(image, plan)));
        String second = selection.others()
            .stream()
            .findFirst()
            .map((image) -> "%s, %s".formatted(image.tag(), image.reason()))
            .orElse("");
        List<String> remarks = new ArrayList<>(selection.warnings());
        remarks.addAll(selection.remarks());
        return new ListedRepository(sight.repository(), sight.state(), sight.why(), images, second, ignored, remarks);
    }

    private ListedImage listed(SelectedImage image, ArchivePlan plan) {
        long layers = plan.missing()
            .stream()
            .filter((layer) -> this.fetched.add(layer.digest()))
            .mapToLong(Descriptor::size)
            .sum();
        return new ListedImage(image.tags().stream().map(Tag::value).toList(), image.root().digest().toString(),
                image.platform().toString(), image.created(), image.reason(), plan.name(), plan.isThere(), plan.size(),
                plan.documents() + layers);
    }

    /**
     * What was found out of a repository.
     *
     * @param repository the repository
     * @param state what a run would do
     * @param why why it would not archive anything, or empty
     * @param selection what was chosen, or {@code null} when that failed
     * @param plans what archiving the chosen images would take
     */
    private record Sight(RepositoryName repository, State state, String why, @Nullable RepositorySelection selection,
            Map<SelectedImage, ArchivePlan> plans) {

        static Sight of(RepositoryName repository, State state, String why) {
            return new Sight(repository, state, why, null, Map.of());
        }

    }

}
