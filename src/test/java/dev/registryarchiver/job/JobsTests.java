package dev.registryarchiver.job;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.registryarchiver.archive.ArchiveProperties;
import dev.registryarchiver.archive.BucketProperties;
import dev.registryarchiver.catalog.Shard;

import static org.assertj.core.api.Assertions.assertThat;

/** What lies in {@code jobs/} starts the program as it wants to be started. */
class JobsTests {

    private static final Path JOBS = Path.of("jobs");

    private static final Map<String, PropertyCatalog.Property> PROPERTIES = new PropertyCatalog().properties()
        .stream()
        .collect(Collectors.toMap(PropertyCatalog.Property::name, (property) -> property, (a, b) -> a, TreeMap::new));

    // Read by Spring Boot itself.
    private static final Set<String> OTHER_VARIABLES = Set.of("SPRING_CONFIG_ADDITIONAL_LOCATION", "SECRETS_DIRECTORY");

    @ParameterizedTest
    @MethodSource("workloads")
    void workloadsNameCommandsAndPropertiesThatExist(Path file) throws IOException {
        JsonNode container = container(file);

        String[] arguments = container.path("args").valueStream().map(JsonNode::stringValue).toArray(String[]::new);
        assertThat(CommandLine.of(arguments).command().word()).isEqualTo(arguments[0]);
        List<String> variables = container.path("env")
            .valueStream()
            .map((variable) -> variable.path("name").stringValue())
            .filter((name) -> !isPartOfAnother(container, name))
            .toList();
        assertThat(variables).isNotEmpty().allSatisfy(JobsTests::isProperty);
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void workloadsMountWhatTheProgramReadsAndWrites(Path file) throws IOException {
        JsonNode container = container(file);
        JsonNode pod = pod(file);
        Map<String, String> mounts = mounts(container);

        assertThat(mounts.keySet()).contains(variable(container, "ARCHIVE_DIRECTORY"), secretsDirectory(), "/tmp");
        assertThat(pod.path("volumes")).extracting((volume) -> volume.path("name").stringValue())
            .containsExactlyInAnyOrderElementsOf(mounts.values());
        assertThat(Files.readString(Path.of("Dockerfile")))
            .contains("ENV ARCHIVE_DIRECTORY=" + variable(container, "ARCHIVE_DIRECTORY"))
            .contains("USER " + pod.at("/securityContext/runAsUser").intValue() + ":"
                    + pod.at("/securityContext/runAsGroup").intValue());
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void workloadsNameVolumesAndSecretsThatAreExplained(Path file) throws IOException {
        JsonNode secret = document("secret.example.yaml");
        JsonNode claim = document("volume-claim.yaml");
        JsonNode volumes = pod(file).path("volumes");

        assertThat(volumes).extracting((volume) -> volume.at("/secret/secretName").asString(""))
            .contains(secret.at("/metadata/name").stringValue());
        assertThat(volumes).extracting((volume) -> volume.at("/persistentVolumeClaim/claimName").asString(""))
            .contains(claim.at("/metadata/name").stringValue());
        assertThat(secret.path("stringData").propertyNames()).isNotEmpty().isSubsetOf(PROPERTIES.keySet());
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void workloadsHaveNoRightsTheyDoNotNeed(Path file) throws IOException {
        JsonNode pod = pod(file).path("securityContext");
        JsonNode container = container(file).path("securityContext");

        assertThat(pod.path("runAsNonRoot").booleanValue()).isTrue();
        assertThat(pod.at("/seccompProfile/type").stringValue()).isEqualTo("RuntimeDefault");
        assertThat(container.path("allowPrivilegeEscalation").booleanValue()).isFalse();
        assertThat(container.path("readOnlyRootFilesystem").booleanValue()).isTrue();
        assertThat(container.at("/capabilities/drop/0").stringValue()).isEqualTo("ALL");
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void graceOfTheProgramFitsIntoThatOfThePod(Path file) throws IOException {
        assertThat(pod(file).path("terminationGracePeriodSeconds").intValue()).isGreaterThan(graceSeconds());
    }

    @ParameterizedTest
    @ValueSource(strings = { "cronjob.yaml", "sharded.yaml" })
    void nightlyRunsNeverOverlapAndAreNotRepeatedForWrongConfiguration(String name) throws IOException {
        JsonNode job = document(name);
        JsonNode rule = job.at("/spec/jobTemplate/spec/podFailurePolicy/rules/0");

        assertThat(job.at("/spec/concurrencyPolicy").stringValue()).isEqualTo("Forbid");
        assertThat(job.at("/spec/startingDeadlineSeconds").intValue()).isPositive();
        assertThat(rule.path("action").stringValue()).isEqualTo("FailJob");
        assertThat(rule.at("/onExitCodes/containerName").stringValue())
            .isEqualTo(container(JOBS.resolve(name)).path("name").stringValue());
        assertThat(rule.at("/onExitCodes/values/0").intValue()).isEqualTo(ExitCode.WRONG_CONFIGURATION.code());
    }

    @Test
    void indexesOfTheShardedJobCoverEveryShard() throws IOException {
        JsonNode job = document("sharded.yaml").at("/spec/jobTemplate/spec");
        String shard = variable(container(JOBS.resolve("sharded.yaml")), "JOB_SHARD");
        int completions = job.path("completions").intValue();

        assertThat(job.path("completionMode").stringValue()).isEqualTo("Indexed");
        assertThat(job.path("backoffLimitPerIndex").intValue()).isPositive();
        for (int index = 0; index < completions; index++) {
            assertThat(Shard.of(shard.replace("$(SHARD_INDEX)", String.valueOf(index))))
                .isEqualTo(new Shard(index, completions));
        }
    }

    @Test
    void kustomizationNamesEveryFileThatStaysInTheCluster() throws IOException {
        String text = Files.readString(JOBS.resolve("kustomization.yaml"));
        JsonNode everything = document(text.replace("patches: []", "patches:").replaceAll("(?m)^  # (- |  )", "  $1"),
                "kustomization.yaml");

        assertThat(names(everything.path("resources"))).contains("volume-claim.yaml", "cronjob.yaml", "sharded.yaml")
            .allSatisfy((name) -> assertThat(JOBS.resolve(name)).exists());
        assertThat(everything.path("patches")).extracting((patch) -> patch.path("path").stringValue())
            .containsExactlyInAnyOrder("docker-config.patch.yaml", "private-ca.patch.yaml", "postgresql.patch.yaml",
                    "metrics.patch.yaml", "object-storage.patch.yaml");
        assertThat(
                everything.at("/images/0/name").stringValue() + ":" + everything.at("/images/0/newTag").stringValue())
            .isEqualTo(container(JOBS.resolve("cronjob.yaml")).path("image").stringValue());
    }

    @ParameterizedTest
    @ValueSource(strings = { "docker-config.patch.yaml", "private-ca.patch.yaml" })
    void patchesSetPropertiesToWhatTheyMount(String name) throws IOException {
        JsonNode container = container(JOBS.resolve(name));
        JsonNode variable = container.at("/env/0");
        Map<String, String> mounts = mounts(container);
        Path mounted = Path.of(variable.path("value").stringValue()).getParent();

        isProperty(variable.path("name").stringValue());
        assertThat(container.path("name")).isEqualTo(container(JOBS.resolve("cronjob.yaml")).path("name"));
        assertThat(pod(JOBS.resolve(name)).path("volumes")).extracting((volume) -> volume.path("name").stringValue())
            .contains(mounts.get(Objects.requireNonNull(mounted).toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = { "cronjob.yaml", "sharded.yaml" })
    void patchForPostgresqlTakesTheAddressFromASecret(String workload) throws IOException {
        String name = "postgresql.patch.yaml";
        String text = Files.readString(JOBS.resolve(name));
        JsonNode patched = container(JOBS.resolve(name));
        MutablePropertySources sources = new MutablePropertySources();
        sources.addFirst(new SystemEnvironmentPropertySource("systemEnvironment",
                patched.path("env")
                    .valueStream()
                    .collect(Collectors.toMap((variable) -> variable.path("name").stringValue(),
                            (variable) -> variable.at("/valueFrom/secretKeyRef/key").stringValue()))));

        DataSourceProperties bound = new Binder(ConfigurationPropertySources.from(sources))
            .bind("spring.datasource", DataSourceProperties.class)
            .get();

        assertThat(patched.path("name")).isEqualTo(container(JOBS.resolve(workload)).path("name"));
        assertThat(List.of(bound.getUrl(), bound.getUsername(), bound.getPassword())).containsExactly("url", "username",
                "password");
        assertThat(patched.path("env")).allSatisfy((variable) -> {
            JsonNode reference = variable.at("/valueFrom/secretKeyRef");
            assertThat(text).contains("kubectl create secret generic " + reference.path("name").stringValue())
                .containsPattern("--from-(literal|file)=" + reference.path("key").stringValue() + "=");
        });
    }

    @Test
    void metricsPatchSetsWhereTheyGo() throws IOException {
        JsonNode container = container(JOBS.resolve("metrics.patch.yaml"));

        assertThat(container.path("name")).isEqualTo(container(JOBS.resolve("cronjob.yaml")).path("name"));
        assertThat(container.path("env")).isNotEmpty()
            .allSatisfy((variable) -> isProperty(variable.path("name").stringValue()));
        assertThat(MetricsAddress.of("address", variable(container, "METRICS_PUSHGATEWAY_URL")).uri().getPort())
            .isEqualTo(9091);
    }

    @Test
    void archivesInABucketLeaveTheStateOnTheVolume() throws IOException {
        JsonNode container = container(JOBS.resolve("object-storage.patch.yaml"));
        ArchiveProperties archive = new ArchiveProperties(variable(container, "ARCHIVE_DIRECTORY"), 1,
                new BucketProperties(URI.create(variable(container, "ARCHIVE_S3_ENDPOINT")), null,
                        Boolean.parseBoolean(variable(container, "ARCHIVE_S3_PATHSTYLE"))));

        assertThat(container.path("env")).allSatisfy((each) -> isProperty(each.path("name").stringValue()));
        assertThat(archive.bucket()).isPresent();
        assertThat(variable(container, "STATE_DIRECTORY"))
            .startsWith(variable(container(JOBS.resolve("cronjob.yaml")), "ARCHIVE_DIRECTORY"));
    }

    @Test
    void serviceStartsTheProgramAndGivesItTimeToStop() throws IOException {
        Map<String, List<String>> service = unit("registry-archiver.service");
        List<String> variables = values(service, "Environment").stream()
            .map((assignment) -> assignment.substring(0, assignment.indexOf('=')))
            .toList();
        String[] start = values(service, "ExecStart").get(0).split(" ");

        assertThat(Command.of(start[start.length - 1])).isEqualTo(Command.ARCHIVE);
        assertThat(variables).filteredOn((name) -> !OTHER_VARIABLES.contains(name))
            .isNotEmpty()
            .allSatisfy(JobsTests::isProperty);
        assertThat(values(service, "LoadCredential")).allSatisfy(
                (credential) -> assertThat(PROPERTIES).containsKey(credential.substring(0, credential.indexOf(':'))));
        assertThat(Integer.parseInt(values(service, "TimeoutStopSec").get(0))).isGreaterThan(graceSeconds());
        assertThat(values(service, "RestartPreventExitStatus").get(0).split(" ")).containsExactly(
                String.valueOf(ExitCode.REPOSITORIES_FAILED.code()),
                String.valueOf(ExitCode.WRONG_CONFIGURATION.code()));
    }

    @Test
    void timerStartsTheServiceAtTheHourOfTheCronJob() throws IOException {
        String schedule = document("cronjob.yaml").at("/spec/schedule").stringValue();
        String calendar = values(unit("registry-archiver.timer"), "OnCalendar").get(0);

        assertThat(calendar).isEqualTo("*-*-* %02d:%02d:00".formatted(Integer.parseInt(schedule.split(" ")[1]),
                Integer.parseInt(schedule.split(" ")[0])));
    }

    static Stream<Path> workloads() throws IOException {
        try (Stream<Path> files = Files.list(JOBS)) {
            List<Path> workloads = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".yaml") && !name.endsWith(".patch.yaml")
                        && document(name).path("kind").asString("").endsWith("Job")) {
                    workloads.add(file);
                }
            }
            return workloads.stream();
        }
    }

    private static void isProperty(String variable) {
        String uniform = variable.toLowerCase().replace("_", "");
        assertThat(PROPERTIES.keySet()).as(variable).anyMatch((name) -> name.replaceAll("[.-]", "").equals(uniform));
    }

    private static boolean isPartOfAnother(JsonNode container, String variable) {
        return container.path("env")
            .valueStream()
            .anyMatch((other) -> other.path("value").asString("").contains("$(" + variable + ")"));
    }

    private static JsonNode container(Path file) throws IOException {
        return pod(file).at("/containers/0");
    }

    private static JsonNode pod(Path file) throws IOException {
        JsonNode job = document(file.getFileName().toString()).path("spec");
        return (job.has("jobTemplate") ? job.at("/jobTemplate/spec") : job).at("/template/spec");
    }

    // A volume mount that a patch takes away is none.
    private static Map<String, String> mounts(JsonNode container) {
        return container.path("volumeMounts")
            .valueStream()
            .filter((mount) -> !mount.has("$patch"))
            .collect(Collectors.toMap((mount) -> mount.path("mountPath").stringValue(),
                    (mount) -> mount.path("name").stringValue(), (a, b) -> a, TreeMap::new));
    }

    private static String variable(JsonNode container, String name) {
        return container.path("env")
            .valueStream()
            .filter((variable) -> variable.path("name").stringValue().equals(name))
            .map((variable) -> variable.path("value").stringValue())
            .findFirst()
            .orElseThrow();
    }

    private static Set<String> names(JsonNode list) {
        return list.valueStream().map(JsonNode::stringValue).collect(Collectors.toCollection(TreeSet::new));
    }

    private static int graceSeconds() {
        return Integer.parseInt(Objects.requireNonNull(PROPERTIES.get("job.grace")).defaultValue().replace("s", ""));
    }

    // Where the program looks unless told otherwise.
    private static String secretsDirectory() throws IOException {
        Matcher matcher = Pattern.compile("\\$\\{SECRETS_DIRECTORY:([^}]+)}")
            .matcher(Files.readString(Path.of("src/main/resources/application.yaml")));
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private static Map<String, List<String>> unit(String name) throws IOException {
        return Arrays.stream(Files.readString(JOBS.resolve(name)).split("\n"))
            .filter((line) -> line.matches("[A-Z][A-Za-z]*=.*"))
            .map((line) -> line.split("=", 2))
            .collect(Collectors.groupingBy((parts) -> parts[0],
                    Collectors.mapping((parts) -> parts[1], Collectors.toList())));
    }

    private static List<String> values(Map<String, List<String>> unit, String key) {
        return Objects.requireNonNull(unit.get(key), key);
    }

    private static JsonNode document(String name) throws IOException {
        return document(Files.readString(JOBS.resolve(name)), name);
    }

    private static JsonNode document(String text, String name) {
        List<Object> documents = StreamSupport.stream(new Yaml().loadAll(text).spliterator(), false).toList();
        assertThat(documents).as(name).hasSize(1);
        return JsonMapper.shared().valueToTree(documents.get(0));
    }

}
