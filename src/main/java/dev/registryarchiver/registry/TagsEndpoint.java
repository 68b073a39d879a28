package dev.registryarchiver.registry;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.registryarchiver.auth.AuthorizedTransport;
import dev.registryarchiver.auth.Scope;
import dev.registryarchiver.image.Registry;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.image.Tag;
import dev.registryarchiver.transport.Request;
import dev.registryarchiver.transport.Response;

/** The list of the tags of a repository. */
final class TagsEndpoint {

    private static final Logger logger = LoggerFactory.getLogger(TagsEndpoint.class);

    // Signatures and the like hang on an image by a tag made of its digest: cosign's
    // form, and the fallback of distribution-spec for registries without referrers.
    private static final Pattern ATTACHMENT = Pattern
        .compile("(?:sha256|sha384|sha512|blake3)-[0-9a-f]{64}(?:\\.(?:sig|att|sbom))?");

    private static final int NOT_FOUND = 404;

    private final AuthorizedTransport transport;

    private final Registry registry;

    TagsEndpoint(AuthorizedTransport transport, Registry registry) {
        this.transport = transport;
        this.registry = registry;
    }

    TagList fetchTags(RepositoryName repository) {
        Set<Tag> tags = new LinkedHashSet<>();
        ListedManifests manifests = new ListedManifests();
        PagingGuard guard = new PagingGuard(action(repository));
        // Without a page size the registry gives as many as it likes, which is fewest
        // requests; some refuse whatever is asked.
        String query = "";
        int dropped = 0;
        while (true) {
            Page page = fetchPage(repository, query, manifests);
            int known = tags.size();
            tags.addAll(page.tags());
            dropped += page.dropped();
            if (page.tags().isEmpty() && page.dropped() > 0) {
                guard.checkUnusable(page.next());
            }
            else {
                guard.check(page.next(), tags.size() - known);
            }
            if (page.next() == null) {
                logger.debug("{} has {} tags; {} more are no tags of images", repository, tags.size(), dropped);
                return new TagList(List.copyOf(tags), manifests.digests());
            }
            query = page.next();
        }
    }

    private Page fetchPage(RepositoryName repository, String query, ListedManifests manifests) {
        Request request = Request.get(this.registry.api(repository + "/tags/list", query))
            .withRedirects(Request.Redirects.SAME_ORIGIN);
        return this.transport.exchange(request, Scope.pull(repository),
                (response) -> read(repository, response, manifests));
    }

    private static Page read(RepositoryName repository, Response response, ListedManifests manifests)
            throws IOException {
        if (response.status() == NOT_FOUND) {
            throw RegistryExchange.notFound(action(repository), response,
                    () -> new RepositoryMissingException(repository));
        }
        if (!response.isSuccessful()) {
            throw RegistryExchange.refusal(action(repository), response);
        }
        Set<Tag> tags = new LinkedHashSet<>();
        int[] dropped = new int[1];
        NameList.read(action(repository), response, "tags", (name) -> {
            if (name != null && Tag.isValid(name) && !ATTACHMENT.matcher(name).matches()) {
                tags.add(Tag.of(name));
            }
            else {
                dropped[0]++;
            }
        }, Map.of("manifest", manifests::read));
        String next = LinkHeader.next(action(repository), response.headers("Link")).orElse(null);
        return new Page(tags, dropped[0], next);
    }

    private static String action(RepositoryName repository) {
        return "list tags of " + repository;
    }

    /**
     * One answer of the tags list.
     *
     * @param tags usable tags
     * @param dropped how many entries are no tags of images
     * @param next raw query of the next page, {@code null} on the last one
     */
    private record Page(Set<Tag> tags, int dropped, @Nullable String next) {
    }

}
