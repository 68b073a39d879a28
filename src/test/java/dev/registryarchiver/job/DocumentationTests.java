package dev.registryarchiver.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.json.JsonMapper;

import dev.registryarchiver.report.RunMetric;

import static org.assertj.core.api.Assertions.assertThat;

/** What is written for users is what the program does. */
class DocumentationTests {

    private static final Pattern TABLE_ROW = Pattern.compile("^\\| `([a-z0-9.-]+)` \\| (.*?) \\| (.*) \\|$",
            Pattern.MULTILINE);

    private static final Map<String, PropertyCatalog.Property> PROPERTIES = new PropertyCatalog().properties()
        .stream()
        .collect(Collectors.toMap(PropertyCatalog.Property::name, (property) -> property, (a, b) -> a, TreeMap::new));

    @Test
    void readmeListsEveryPropertyWithItsDefaultAndMeaning() throws IOException {
        Map<String, List<String>> rows = new TreeMap<>();
        Matcher row = TABLE_ROW.matcher(Files.readString(Path.of("README.md")));
        while (row.find()) {
            rows.put(row.group(1), List.of(row.group(2).replace("`", ""), row.group(3).replace("`", "")));
        }
        Map<String, List<String>> expected = new TreeMap<>();
        PROPERTIES.forEach((name, property) -> expected.put(name,
                List.of(property.defaultValue().isEmpty() ? "–" : property.defaultValue(), property.description())));

        rows.keySet().removeIf((name) -> name.startsWith("spring."));

        assertThat(rows).isEqualTo(expected);
    }

    @Test
    void exampleConfigurationHoldsEveryPropertyWithItsDefault() throws IOException {
        String text = Files.readString(Path.of("config/application.yaml"));
        Map<String, String> values = flat(new Yaml().<Map<String, Object>>load(text));

        PROPERTIES.forEach((name, property) -> {
            String key = name.substring(name.lastIndexOf('.') + 1);
            if (property.defaultValue().isEmpty() && !values.containsKey(name)) {
                assertThat(text).as(name).containsPattern("(?m)^ +# " + key + ": ");
            }
            else {
                assertThat(values).containsEntry(name, property.defaultValue());
            }
        });
        assertThat(PROPERTIES.keySet()).containsAll(values.keySet());
    }

    @Test
    void readmeTellsEveryMetricOfARun() throws IOException {
        Pattern row = Pattern.compile("^\\| `(registry_archiver_[a-z_]+)` \\| (.*?) \\| (.*) \\|$", Pattern.MULTILINE);

        List<List<String>> told = row.matcher(Files.readString(Path.of("README.md")))
            .results()
            .map((match) -> List.of(match.group(1), match.group(2).replace("`", ""), match.group(3)))
            .toList();

        assertThat(told).containsExactlyElementsOf(Arrays.stream(RunMetric.values())
            .map((metric) -> List.of(metric.prometheusName(), metric.label(), metric.description()))
            .toList());
    }

    @Test
    void readmeTellsTheExitCodes() throws IOException {
        Pattern row = Pattern.compile("^\\| (\\d+)(?:, 130)? \\|", Pattern.MULTILINE);

        List<Integer> told = row.matcher(Files.readString(Path.of("README.md")))
            .results()
            .map((match) -> Integer.valueOf(match.group(1)))
            .toList();

        assertThat(told).containsExactlyElementsOf(Arrays.stream(ExitCode.values()).map(ExitCode::code).toList());
    }

    @Test
    void readmeTellsTheCommands() throws IOException {
        Pattern row = Pattern.compile("^\\| `([a-z]+)(?: [A-Z.]+)?`(?:,[^|]*)? \\| [a-z]", Pattern.MULTILINE);

        List<String> told = row.matcher(Files.readString(Path.of("README.md")))
            .results()
            .map((match) -> match.group(1))
            .toList();

        assertThat(told).containsAll(Arrays.stream(Command.values()).map(Command::word).toList());
    }

    @Test
    void readmeQuotesWhatTheProgramSaysWhenSomethingGoesWrong() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        String section = readme.substring(readme.indexOf("## When something goes wrong"),
                readme.indexOf("## Compared with"));
        String said = sentencesInTheSources();

        List<String> quotes = Pattern.compile("^\\| `(.+?)` \\| ", Pattern.MULTILINE)
            .matcher(section)
            .results()
            .flatMap((row) -> Stream.of(row.group(1).split("…")).filter((part) -> !part.isBlank()))
            .toList();

        assertThat(quotes).hasSizeGreaterThan(20).allSatisfy((quote) -> assertThat(said).contains(quote.strip()));
    }

    @Test
    void readmeLinksToWhatThereIs() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        List<String> headings = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE)
            .matcher(readme)
            .results()
            .map((heading) -> heading.group(1).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 -]", "").replace(' ', '-'))
            .toList();

        Matcher link = Pattern.compile("\\]\\(([^)]+)\\)").matcher(readme);

        assertThat(link.results().map((match) -> match.group(1)).toList()).isNotEmpty().allSatisfy((target) -> {
            if (target.startsWith("#")) {
                assertThat(headings).contains(target.substring(1));
            }
            else {
                assertThat(Path.of(target)).exists();
            }
        });
    }

    // The strings of all classes, those put together of several pieces in one.
    private static String sentencesInTheSources() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            StringBuilder text = new StringBuilder();
            for (Path source : sources.filter((each) -> each.toString().endsWith(".java")).toList()) {
                text.append(Files.readString(source));
            }
            return text.toString().replaceAll("\"\\s*\\+\\s*\"", "");
        }
    }

    private static Map<String, String> flat(Map<String, Object> tree) {
        Map<String, String> flat = new LinkedHashMap<>();
        tree.forEach((key, value) -> flatten(key, value, flat));
        return flat;
    }

    @SuppressWarnings("unchecked")
    private static void flatten(String name, @Nullable Object value, Map<String, String> flat) {
        if (value instanceof Map<?, ?> map) {
            ((Map<String, Object>) map).forEach((key, child) -> flatten(name + "." + key, child, flat));
        }
        else if (value instanceof List<?> list) {
            flat.put(name, list.stream().map(String::valueOf).collect(Collectors.joining(",")));
        }
        else if (value != null) {
            flat.put(name, String.valueOf(value));
        }
    }

}
