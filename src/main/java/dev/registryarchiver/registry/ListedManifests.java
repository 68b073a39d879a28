package dev.registryarchiver.registry;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.Tag;

/**
 * The manifests that Google's registries add to a list of tags, by digest and each with
 * its tags. Nothing else of them is read: {@code timeUploadedMs} is no build time, and
 * the {@code timeCreatedMs} of an index is not that of the wanted platform.
 *
 * @see <a href=
 * "https://github.com/google/go-containerregistry/blob/main/pkg/v1/google/list.go">go-containerregistry,
 * google.List</a>
 */
final class ListedManifests {

    private final Map<Tag, Digest> digests = new HashMap<>();

    private final Set<Tag> ambiguous = new HashSet<>();

    /** Reads the object that the parser stands on. */
    void read(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String digest = parser.currentName();
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                readManifest(digest, parser);
            }
            else {
                parser.skipChildren();
            }
        }
    }

    /** The tags that are listed with exactly one manifest. */
    Map<Tag, Digest> digests() {
        Map<Tag, Digest> unambiguous = new HashMap<>(this.digests);
        unambiguous.keySet().removeAll(this.ambiguous);
        return unambiguous;
    }

    private void readManifest(String digest, JsonParser parser) {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            boolean tags = parser.currentName().equals("tag");
            if (parser.nextToken() == JsonToken.START_ARRAY && tags) {
                readTags(digest, parser);
            }
            else {
                parser.skipChildren();
            }
        }
    }

    private void readTags(String digest, JsonParser parser) {
        JsonToken entry = parser.nextToken();
        while (entry != JsonToken.END_ARRAY) {
            if (entry == JsonToken.VALUE_STRING && Tag.isValid(parser.getString())) {
                add(Tag.of(parser.getString()), digest);
            }
            parser.skipChildren();
            entry = parser.nextToken();
        }
    }

    private void add(Tag tag, String digest) {
        try {
            if (this.digests.put(tag, Digest.of(digest)) != null) {
                this.ambiguous.add(tag);
            }
        }
        catch (IllegalArgumentException ex) {
            this.ambiguous.add(tag);
        }
    }

}
