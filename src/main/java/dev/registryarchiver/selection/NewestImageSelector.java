package dev.registryarchiver.selection;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executor;

import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.inventory.ImageInventory;
import dev.registryarchiver.registry.RegistryClient;
import dev.registryarchiver.registry.RepositoryMissingException;
import dev.registryarchiver.registry.TagList;

/**
 * Chooses the newest images of a repository by when they were built. It never falls back
 * on what happened to be readable: if a tag in question cannot be judged because of the
 * network, the server or the credentials, the selection fails. A tag whose content is
 * lost, damaged or withheld for good is left out with a warning; the selection fails only
 * where such a tag may be the newest or nothing else is left, see {@link BrokenTag}. Safe
 * for use by many threads.
 */
public final class NewestImageSelector {

    private final RegistryClient registry;

    private final ImageInventory inventory;

    private final List<PlatformChoice> choices;

    private final TagPolicy tagPolicy;

    private final int newest;

    private final WorkSharing workSharing;

    private final Clock clock;

    /**
     * @param executor helps to look at the tags of a repository; shared by all callers
     * and owned by whoever made it
     * @param clock tells which dates lie in the future
     */
    public NewestImageSelector(RegistryClient registry, ImageInventory inventory, SelectionProperties properties,
            Executor executor, Clock clock) {
        this.registry = registry;
        this.inventory = inventory;
        this.choices = properties.platformChoices();
        this.tagPolicy = properties.tags().policy();
        this.newest = properties.newest();
        this.workSharing = new WorkSharing(executor);
        this.clock = clock;
    }

    /**
     * Chooses, and remembers where the tags point. A repository without an image is no
     * error.
     * @throws RepositoryMissingException if there is no such repository, which is for the
     * caller to judge: one in the catalog may have been emptied, one that a user named
     * was misspelt
     * @throws BrokenTagException if a tag that cannot be judged for good may be the
     * newest
     * @throws RuntimeException of the registry, its authentication or its transport, if
     * any tag in question could not be judged; another attempt repeats only what is not
     * yet known
     */
    public RepositorySelection select(RepositoryName repository) {
        TagList listed = this.registry.fetchTagList(repository);
        ConsideredTags tags = ConsideredTags.of(listed.tags(), this.tagPolicy);
        ImageMemory memory = new ImageMemory(this.inventory);
        TagSurvey survey = new TagSurvey(this.registry, memory, repository, this.choices,
                this.inventory.seenTags(repository), listed.digests());
        try {
            survey.look(tags.considered(), this.workSharing);
        }
        catch (RuntimeException ex) {
            memory.write();
            throw ex;
        }
        this.inventory.rememberTags(repository, survey.settled(), memory.takeUnwritten());
        return new SelectionReport(repository, tags, survey, this.choices).choose(this.newest, this.clock.instant());
    }

}
