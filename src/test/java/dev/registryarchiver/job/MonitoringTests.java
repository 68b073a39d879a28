package dev.registryarchiver.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.registryarchiver.inventory.FailureClass;
import dev.registryarchiver.inventory.Outcome;
import dev.registryarchiver.report.RunMetric;

import static org.assertj.core.api.Assertions.assertThat;

/** The alerts and the dashboard in {@code jobs/} look at metrics that there are. */
class MonitoringTests {

    private static final Pattern METRIC = Pattern.compile("\\b(?:registry_archiver|spring_batch)_\\w+");

    private static final Pattern LABEL = Pattern.compile("\\b(outcome|class|status)=~?\"([^\"]*)\"");

    // Labels that spring_batch metrics have; the rest is ours.
    private static final Set<String> OF_SPRING_BATCH = Set.of("spring_batch_step_seconds_sum",
            "spring_batch_step_name");

    private static final Map<String, Set<String>> LABEL_VALUES = Map.of("outcome", words(Outcome.State.values()),
            "class", words(FailureClass.values()), "status", new RequestCounts().byStatus().keySet());

    @Test
    void alertsAreRulesAboutMetricsThatThereAre() throws IOException {
        JsonNode file = JsonMapper.shared()
            .valueToTree(new Yaml().load(Files.readString(Path.of("jobs/alerts.example.yaml"))));
        List<JsonNode> rules = file.at("/groups/0/rules").valueStream().toList();

        assertThat(rules).hasSizeGreaterThan(5).allSatisfy((rule) -> {
            assertThat(rule.path("alert").stringValue()).startsWith("RegistryArchiver");
            assertThat(rule.at("/labels/severity").stringValue()).isIn("critical", "warning");
            assertThat(rule.at("/annotations/summary").stringValue()).isNotBlank();
            assertExists(rule.path("expr").stringValue());
        });
        assertThat(rules).extracting((rule) -> rule.path("alert").stringValue()).doesNotHaveDuplicates();
    }

    @Test
    void dashboardShowsEveryMetricOfARun() throws IOException {
        JsonNode dashboard = JsonMapper.shared().readTree(Files.readString(Path.of("jobs/dashboard.json")));
        List<String> queries = dashboard.path("panels")
            .valueStream()
            .flatMap((panel) -> panel.path("targets").valueStream())
            .map((target) -> target.path("expr").stringValue())
            .toList();
        Set<String> shown = queries.stream().flatMap(MonitoringTests::metrics).collect(Collectors.toSet());

        assertThat(queries).hasSizeGreaterThan(10).allSatisfy(MonitoringTests::assertExists);
        assertThat(shown).containsAll(Arrays.stream(RunMetric.values())
            .filter((metric) -> metric != RunMetric.LAST_RUN && metric != RunMetric.PRUNING_HELD_BACK)
            .map(RunMetric::prometheusName)
            .toList());
        assertThat(dashboard.at("/templating/list")).extracting((variable) -> variable.path("name").stringValue())
            .containsExactly("datasource", "registry");
        assertThat(metrics(dashboard.at("/templating/list/1/query").stringValue()))
            .containsExactly(RunMetric.LAST_RUN.prometheusName());
    }

    private static void assertExists(String query) {
        Set<String> known = new TreeSet<>(OF_SPRING_BATCH);
        Arrays.stream(RunMetric.values()).map(RunMetric::prometheusName).forEach(known::add);
        assertThat(metrics(query)).as(query).isNotEmpty().isSubsetOf(known);
        LABEL.matcher(query)
            .results()
            .forEach((label) -> assertThat(label.group(2).split("\\|")).as(query)
                .isSubsetOf(LABEL_VALUES.getOrDefault(label.group(1), Set.of())));
    }

    private static Stream<String> metrics(String query) {
        return METRIC.matcher(query).results().map((match) -> match.group());
    }

    private static Set<String> words(Enum<?>[] constants) {
        return Arrays.stream(constants)
            .map((constant) -> constant.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    }

}
