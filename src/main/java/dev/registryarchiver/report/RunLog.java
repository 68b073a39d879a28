package dev.registryarchiver.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

import dev.registryarchiver.inventory.ImageOutcome;
import dev.registryarchiver.inventory.Outcome;
import dev.registryarchiver.inventory.RunId;
import dev.registryarchiver.inventory.WorklistEntry;

/**
 * Logs the events of a run: a line for people, and key-value pairs for structured logs.
 */
public final class RunLog implements RunListener {

    private static final Logger logger = LoggerFactory.getLogger(RunLog.class);

    @Override
    public void started(RunId run, String registry, long repositories, long done) {
        logger.atInfo()
            .addKeyValue("event", "started")
            .addKeyValue("run", run.toString())
            .addKeyValue("registry", registry)
            .addKeyValue("repositories", repositories)
            .addKeyValue("done", done)
            .log("{} of {}{}", Quantities.count(repositories, "repository", "repositories"), registry,
                    (done > 0) ? ", %d of them done before".formatted(done) : "");
    }

    @Override
    public void finished(WorklistEntry entry) {
        Outcome outcome = entry.outcome();
        LoggingEventBuilder event = ((outcome.state() == Outcome.State.FAILED) ? logger.atWarn() : logger.atInfo())
            .addKeyValue("event", "repository")
            .addKeyValue("repository", entry.repository().value())
            .addKeyValue("state", outcome.state().name())
            .addKeyValue("detail", outcome.detail())
            .addKeyValue("durationMillis", entry.duration().toMillis())
            .addKeyValue("images", () -> outcome.images().stream().map(RunLog::facts).toList());
        if (outcome.failure() != null) {
            event = event.addKeyValue("failure", outcome.failure().name());
        }
        event.log(() -> sentence(entry));
    }

    private static String sentence(WorklistEntry entry) {
        Outcome outcome = entry.outcome();
        return switch (outcome.state()) {
            case FAILED -> "%s failed: %s".formatted(entry.repository(), outcome.detail());
            case NOTHING_TO_SAVE -> "%s has nothing to save: %s".formatted(entry.repository(), outcome.detail());
            case UNCHANGED -> "%s unchanged: %s".formatted(entry.repository(), images(outcome.images()));
            case SAVED -> "%s saved: %s in %s".formatted(entry.repository(), images(outcome.images()),
                    Quantities.duration(entry.duration()));
            case PENDING -> "%s not reached".formatted(entry.repository());
        };
    }

    private static String images(List<ImageOutcome> images) {
        return images.stream()
            .map((image) -> "%s (%s, %s%s)".formatted(image.tag(), image.digest().abbreviated(),
                    Quantities.bytes(image.size()),
                    image.saved() ? ", %s fetched".formatted(Quantities.bytes(image.fetched())) : ""))
            .collect(Collectors.joining(", "));
    }

    private static Map<String, Object> facts(ImageOutcome image) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("tag", image.tag());
        facts.put("digest", image.digest().toString());
        facts.put("platform", image.platform());
        facts.put("created", String.valueOf(image.created()));
        facts.put("archive", image.archive());
        facts.put("sizeBytes", image.size());
        facts.put("fetchedBytes", image.fetched());
        facts.put("reusedBytes", image.reused());
        facts.put("saved", image.saved());
        return facts;
    }

}
