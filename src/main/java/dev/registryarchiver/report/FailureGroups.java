package dev.registryarchiver.report;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import dev.registryarchiver.inventory.FailureClass;
import dev.registryarchiver.inventory.Outcome;
import dev.registryarchiver.inventory.WorklistEntry;

/** The failed repositories by kind of trouble, as many of each as a person would read. */
final class FailureGroups {

    static final int MAX_SHOWN = 50;

    private final Map<FailureClass, Group> groups = new EnumMap<>(FailureClass.class);

    void add(WorklistEntry entry) {
        Outcome outcome = entry.outcome();
        FailureClass failure = outcome.failure();
        if (outcome.state() == Outcome.State.FAILED && failure != null) {
            this.groups.computeIfAbsent(failure, Group::new).add(entry.repository().value(), outcome.detail());
        }
    }

    List<Group> groups() {
        return List.copyOf(this.groups.values());
    }

    /** Repositories with the same kind of trouble. */
    static final class Group {

        private final FailureClass failure;

        private final List<Failure> shown = new ArrayList<>();

        private int count;

        private Group(FailureClass failure) {
            this.failure = failure;
        }

        private void add(String repository, String why) {
            this.count++;
            if (this.shown.size() < MAX_SHOWN) {
                this.shown.add(new Failure(repository, why));
            }
        }

        String name() {
            return switch (this.failure) {
                case AUTH -> "Access refused";
                case MISSING -> "Missing in the registry";
                case CORRUPT -> "Not what was promised";
                case NETWORK -> "Network or server trouble";
                case RATE_LIMITED -> "Rate limited";
                case DISK -> "Archive could not be written";
                case POLICY -> "Refused for safety";
                case INTERNAL -> "Defect of the program";
            };
        }

        String remedy() {
            return Remedies.of(this.failure);
        }

        String count() {
            return Quantities.count(this.count, "repository", "repositories");
        }

        List<Failure> shown() {
            return this.shown;
        }

        /** How many are not shown. */
        int more() {
            return this.count - this.shown.size();
        }

    }

    /** One repository that failed. */
    record Failure(String repository, String why) {
    }

}
