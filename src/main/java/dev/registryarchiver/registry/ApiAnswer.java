package dev.registryarchiver.registry;

import java.net.URI;
import java.util.List;
import java.util.Optional;

import tools.jackson.databind.JsonNode;

/**
 * What a product's own API answered.
 *
 * @param uri who answered
 * @param status HTTP status, which is a good one
 * @param body the document
 * @param links all values of {@code Link}
 */
public record ApiAnswer(URI uri, int status, JsonNode body, List<String> links) {

    /**
     * The list that the document is.
     * @throws UnexpectedAnswerException if it is something else
     */
    public List<JsonNode> list() {
        return list(this.body);
    }

    /**
     * The list that the document has.
     * @throws UnexpectedAnswerException if there is no such list
     */
    public List<JsonNode> list(String field) {
        return list(this.body.path(field));
    }

    /**
     * The raw query of the next page by the {@code Link} header, or nothing on the last
     * page.
     * @throws IncompleteListException if there is a next page but no telling where
     */
    public Optional<String> nextQuery() {
        return LinkHeader.next(ProductApi.ACTION, this.links);
    }

    /**
     * The raw query of the next page by the address that the document has, or nothing on
     * the last page.
     * @throws IncompleteListException if there is a next page but no telling where
     */
    public Optional<String> nextQuery(String field) {
        String next = this.body.path(field).asString("");
        return next.isEmpty() ? Optional.empty()
                : LinkHeader.next(ProductApi.ACTION, List.of("<" + next + ">; rel=next"));
    }

    private List<JsonNode> list(JsonNode node) {
        if (!node.isArray()) {
            throw UnexpectedAnswerException.ofApi(this.uri, this.status, "something that is not a list", null);
        }
        return node.valueStream().toList();
    }

}
