package dev.registryarchiver.job;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;

import dev.registryarchiver.image.Printable;

/**
 * Our properties as their records document them. A misspelt property would otherwise be
 * one that silently does nothing, in a program whose silence is mistaken for a backup.
 */
final class PropertyCatalog {

    private static final String METADATA = "META-INF/spring-configuration-metadata.json";

    // Spring's own properties may be set too; Spring knows best which of them exist.
    private static final Set<String> FOREIGN = Set.of("spring", "logging", "debug", "trace", "management");

    private final TreeMap<String, Property> properties = new TreeMap<>();

    /**
     * A property as documented.
     *
     * @param name its name
     * @param defaultValue its default, or empty
     * @param description what it means
     */
    record Property(String name, String defaultValue, String description) {

        /** Whether this is the property, or one of the section, of a name. */
        boolean isIn(String section) {
            return this.name.equals(section) || this.name.startsWith(section + ".");
        }

    }

    PropertyCatalog() {
        try {
            // Ours comes first on the class path; reading that of every library takes
            // longer
            // than a night with nothing to do.
            Iterator<URL> metadata = getClass().getClassLoader().getResources(METADATA).asIterator();
            while (this.properties.isEmpty() && metadata.hasNext()) {
                read(metadata.next());
            }
        }
        catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    /** All of them by name. */
    List<Property> properties() {
        return List.copyOf(this.properties.values());
    }

    /** One of them, where there is one of this name. */
    Optional<Property> find(String name) {
        return Optional.ofNullable(this.properties.get(name));
    }

    /**
     * Checks every name on the command line and in configuration files. Environment
     * variables are not ours alone.
     * @throws UsageException if one is unknown
     */
    void check(ConfigurableEnvironment environment) {
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof SimpleCommandLinePropertySource commandLine) {
                check(commandLine, "on the command line");
            }
            else if (source instanceof OriginTrackedMapPropertySource file) {
                check(file, "in " + Printable.of(file.getName()));
            }
        }
    }

    private void check(EnumerablePropertySource<?> source, String place) {
        Arrays.stream(source.getPropertyNames())
            .filter((name) -> !isKnown(name) && !isEmptySection(source, name))
            .findFirst()
            .ifPresent((name) -> {
                throw new UsageException("Property '%s' %s is unknown%s All are shown by 'help properties'.".formatted(
                        Printable.of(name), place, Suggestion.among(this.properties.keySet(), Printable.of(name))));
            });
    }

    private boolean isKnown(String name) {
        String uniform = uniform(name);
        return FOREIGN.contains(uniform.split("\\.")[0])
                || this.properties.keySet().stream().anyMatch((own) -> uniform(own).equals(uniform));
    }

    // A heading in a YAML file with every line below it commented out.
    private boolean isEmptySection(EnumerablePropertySource<?> source, String name) {
        return "".equals(source.getProperty(name))
                && this.properties.keySet().stream().anyMatch((own) -> own.startsWith(name + "."));
    }

    private void read(URL metadata) throws IOException {
        try (InputStream content = metadata.openStream()) {
            for (JsonNode property : JsonMapper.shared().readTree(content).path("properties")) {
                if (property.path("sourceType").asString("").startsWith("dev.registryarchiver.")) {
                    String name = property.path("name").asString("");
                    this.properties.put(name, new Property(name, defaultValue(property.path("defaultValue")),
                            plain(property.path("description").asString(""))));
                }
            }
        }
    }

    private static String defaultValue(JsonNode value) {
        if (value.isArray()) {
            return String.join(",", value.valueStream().map((element) -> element.asString("")).toList());
        }
        return value.asString("");
    }

    // Descriptions are Javadoc.
    private static String plain(String description) {
        return description.replaceAll("\\{@\\w+ ([^}]*)\\}", "$1");
    }

    // Relaxed binding: registry.read-timeout, registry.readTimeout and
    // registry.read_timeout are one, and lists have indexes.
    private static String uniform(String name) {
        return name.replaceAll("\\[\\d+\\]", "").replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
    }

}
