package dev.registryarchiver.job;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.util.function.SingletonSupplier;

import dev.registryarchiver.image.Printable;

/**
 * Our properties as their records document them. A misspelt property would otherwise be
 * one that silently does nothing, in a program whose silence is mistaken for a backup.
 */
final class PropertyCatalog {

    private static final String METADATA = "META-INF/spring-configuration-metadata.json";

    // Spring's own properties may be set too; Spring knows best which of them exist.
    private static final Set<String> FOREIGN = Set.of("spring", "logging", "debug", "trace", "management");

    // Not read as long as nothing is set but by the environment.
    private final Supplier<SortedMap<String, Property>> properties = SingletonSupplier.of(PropertyCatalog::read);

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

    /** All of them by name. */
    List<Property> properties() {
        return List.copyOf(this.properties.get().values());
    }

    /** One of them, where there is one of this name. */
    Optional<Property> find(String name) {
        return Optional.ofNullable(this.properties.get().get(name));
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
                        Printable.of(name), place,
                        Suggestion.among(this.properties.get().keySet(), Printable.of(name))));
            });
    }

    private boolean isKnown(String name) {
        String uniform = uniform(name);
        return FOREIGN.contains(uniform.split("\\.")[0])
                || this.properties.get().keySet().stream().anyMatch((own) -> uniform(own).equals(uniform));
    }

    // A heading in a YAML file with every line below it commented out.
    private boolean isEmptySection(EnumerablePropertySource<?> source, String name) {
        return "".equals(source.getProperty(name))
                && this.properties.get().keySet().stream().anyMatch((own) -> own.startsWith(name + "."));
    }

    private static SortedMap<String, Property> read() {
        SortedMap<String, Property> properties = new TreeMap<>();
        try {
            // Ours comes first on the class path; reading that of every library takes
            // longer than a night with nothing to do.
            Iterator<URL> metadata = PropertyCatalog.class.getClassLoader().getResources(METADATA).asIterator();
            while (properties.isEmpty() && metadata.hasNext()) {
                read(metadata.next(), (property) -> properties.put(property.name(), property));
            }
        }
        catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        return properties;
    }

    // Token by token: a mapper alone takes longer to be made than this to be read.
    private static void read(URL metadata, Consumer<Property> properties) throws IOException {
        try (InputStream content = metadata.openStream();
                JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), content)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean found = json.currentName().equals("properties");
                json.nextToken();
                while (found && json.nextToken() == JsonToken.START_OBJECT) {
                    property(json).ifPresent(properties);
                }
                json.skipChildren();
            }
        }
    }

    private static Optional<Property> property(JsonParser json) {
        Map<String, String> facts = new HashMap<>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String fact = json.currentName();
            json.nextToken();
            facts.put(fact, value(json));
        }
        String source = facts.getOrDefault("sourceType", "");
        String name = facts.getOrDefault("name", "");
        return source.startsWith("dev.registryarchiver.") ? Optional.of(new Property(name,
                facts.getOrDefault("defaultValue", ""), plain(facts.getOrDefault("description", ""))))
                : Optional.empty();
    }

    private static String value(JsonParser json) {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            String value = json.getValueAsString("");
            json.skipChildren();
            return value;
        }
        StringJoiner values = new StringJoiner(",");
        while (json.nextToken() != JsonToken.END_ARRAY) {
            values.add(json.getValueAsString(""));
        }
        return values.toString();
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
