package dev.registryarchiver.fake;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Platform;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Writes the documents of images, fields in the order given. */
final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {
    }

    static byte[] bytes(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    static String text(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    static JsonNode parse(byte[] content) {
        return MAPPER.readTree(content);
    }

    static Map<String, Object> descriptor(Descriptor descriptor) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("mediaType", descriptor.mediaType());
        fields.put("digest", descriptor.digest().toString());
        fields.put("size", descriptor.size());
        return fields;
    }

    static Map<String, Object> platform(Platform platform) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("architecture", platform.architecture());
        fields.put("os", platform.os());
        putUnlessEmpty(fields, "variant", platform.variant());
        putUnlessEmpty(fields, "os.version", platform.osVersion());
        return fields;
    }

    /** In an order that is the same in every process, and so are digests. */
    static <V> Map<String, V> ordered(Map<String, V> fields) {
        return new TreeMap<>(fields);
    }

    static void putUnlessEmpty(Map<String, Object> fields, String name, @Nullable Object value) {
        if (value != null && !value.equals("") && !value.equals(Map.of())) {
            fields.put(name, value);
        }
    }

}
