package dev.registryarchiver.job;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.catalog.RepositoryFilter;
import dev.registryarchiver.catalog.RepositoryPage;
import dev.registryarchiver.catalog.RepositorySource;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.image.SelectedImage;
import dev.registryarchiver.report.ListedImage;
import dev.registryarchiver.report.ListTable;
import dev.registryarchiver.selection.NewestImageSelector;
import dev.registryarchiver.selection.RepositorySelection;

/** The command {@code list}: the same decisions as a run, and nothing written. */
final class ListCommand implements Action {

    private final RepositorySource source;

    private final RepositoryFilter filter;

    private final NewestImageSelector selector;

    private final MissingRepositories missing;

    private final Executor executor;

    private final CurrentRun run;

    private final Circuit circuit;

    private final PrintStream output;

    private final PrintStream errors;

    ListCommand(RepositorySource source, RepositoryFilter filter, NewestImageSelector selector,
            MissingRepositories missing, Executor executor, CurrentRun run, Circuit circuit, PrintStream output,
            PrintStream errors) {
        this.source = source;
        this.filter = filter;
        this.selector = selector;
        this.missing = missing;
        this.executor = executor;
        this.run = run;
        this.circuit = circuit;
        this.output = output;
        this.errors = errors;
    }

    @Override
    public ExitCode execute(List<String> operands) {
        List<CompletableFuture<List<ListedImage>>> rows = names().stream()
            .map((repository) -> CompletableFuture.supplyAsync(() -> look(repository), this.executor))
            .toList();
        List<ListedImage> listed = rows.stream().flatMap((row) -> row.join().stream()).toList();
        if (this.run.stop().isPresent()) {
            this.errors.println("registry-archiver: " + this.run.stop().get().reason());
            return this.run.stop().get().exitCode();
        }
        new ListTable(this.output).print(listed);
        return listed.stream().anyMatch(ListedImage::failed) ? ExitCode.REPOSITORIES_FAILED : ExitCode.SUCCESS;
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

    private List<ListedImage> look(RepositoryName repository) {
        if (this.run.isStopping()) {
            return List.of();
        }
        try {
            RepositorySelection selection = this.selector.select(repository);
            this.circuit.served(repository);
            return selection.isEmpty() ? List.of(ListedImage.nothing(repository, selection.nothingBecause()))
                    : selection.images().stream().map((image) -> listed(selection, image)).toList();
        }
        catch (RuntimeException ex) {
            if (this.missing.isNothingToSave(ex)) {
                return List.of(ListedImage.nothing(repository, Failures.sentence(ex)));
            }
            if (Failures.concernsEveryRepository(ex)) {
                this.run.stop(Failures.exitCode(ex), Failures.sentence(ex));
            }
            this.circuit.failed(repository, ex);
            return List.of(ListedImage.failed(repository, Failures.sentence(ex)));
        }
    }

    private static ListedImage listed(RepositorySelection selection, SelectedImage image) {
        // The size is known of the whole selection; it is shown where that is one image.
        long size = (selection.images().size() == 1) ? selection.contentSize() : -1;
        return ListedImage.chosen(image, size);
    }

}
