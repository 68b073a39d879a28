package dev.registryarchiver.job;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import dev.registryarchiver.fake.Answer;
import dev.registryarchiver.fake.FakeMetricsReceiver;
import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.fake.TestLayer;
import dev.registryarchiver.real.Pushgateway;
import dev.registryarchiver.real.RequiresTool;
import dev.registryarchiver.report.RunMetric;

import static org.assertj.core.api.Assertions.assertThat;

/** Metrics as they are pushed at the end of whole runs, however these end. */
class MetricsTests {

    private static final String LAST_SUCCESS = "registry_archiver_last_success_timestamp_seconds";

    private static final String LAST_RUN = "registry_archiver_last_run_timestamp_seconds";

    private static final String EXIT_CODE = "registry_archiver_last_run_exit_code";

    private static final String SECRET = "n0t-to-be-shown";

    private static final List<String> OF_METRICS = List.of("io.micrometer.core.", "io.micrometer.registry.",
            "io.micrometer.prometheusmetrics.", "io.prometheus.", "io.opentelemetry.", "com.google.protobuf.");

    // Far longer than anything waits here.
    private static final Duration SILENCE = Duration.ofSeconds(100);

    private final FakeRegistry registry = new FakeRegistry();

    private final FakeMetricsReceiver receiver = new FakeMetricsReceiver();

    @TempDir
    Path archives;

    @BeforeEach
    void fill() {
        this.registry.push("team/app", "1",
                TestImage.createdAt("2026-01-01T00:00:00Z").withLayers(TestLayer.random(1, 300_000)));
        this.registry.push("solo", "2",
                TestImage.createdAt("2026-02-01T00:00:00Z").withLayers(TestLayer.random(2, 100_000)));
    }

    @AfterEach
    void stop() {
        this.registry.close();
        this.receiver.close();
    }

    @Test
    void tellsTheNumbersOfTheReportAndWhatSpringBatchMeasures() throws IOException {
        ProgramRun run = archive(gateway());

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output()).doesNotContain("metrics");
        assertThat(this.receiver.groups()).containsExactly(Map.of("job", "registry-archiver", "registry", address()));
        Map<String, Double> series = this.receiver.series();
        JsonNode totals = report().path("totals");
        assertThat(series).containsEntry(EXIT_CODE, 0.0)
            .containsEntry("registry_archiver_repositories{outcome=\"saved\"}", 2.0)
            .containsEntry("registry_archiver_repositories{outcome=\"pending\"}", 0.0)
            .containsEntry("registry_archiver_failed_repositories{class=\"network\"}", 0.0)
            .containsEntry("registry_archiver_saved_images", 2.0)
            .containsEntry("registry_archiver_fetched_bytes", totals.path("fetchedBytes").doubleValue())
            .containsEntry("registry_archiver_reused_bytes", totals.path("reusedBytes").doubleValue())
            .containsEntry("registry_archiver_archives", 2.0)
            .containsEntry("registry_archiver_archive_bytes", totals.path("archiveBytes").doubleValue())
            .containsEntry("registry_archiver_pruned_archives", 0.0)
            .containsEntry("registry_archiver_pruning_held_back", 0.0)
            .containsEntry("registry_archiver_requests{status=\"5xx\"}", 0.0);
        assertThat(totals.path("fetchedBytes").longValue()).isGreaterThan(400_000);
        assertThat(series.get("registry_archiver_requests{status=\"2xx\"}"))
            .isEqualTo(this.registry.requests("GET").size() + this.registry.requests("HEAD").size());
        assertThat(series.get(LAST_SUCCESS)).isEqualTo(series.get(LAST_RUN))
            .isBetween(Instant.parse("2026-01-01T00:00:00Z").getEpochSecond() * 1.0, System.currentTimeMillis() / 1e3);
        assertThat(series.get("registry_archiver_last_run_duration_seconds")).isPositive();
        assertThat(names(series)).contains("spring_batch_job_seconds_sum", "spring_batch_step_seconds_count",
                "spring_batch_chunk_write_seconds_count");
        assertThat(names(series)).filteredOn((name) -> name.startsWith("registry_archiver"))
            .containsExactlyInAnyOrderElementsOf(
                    Arrays.stream(RunMetric.values()).map(RunMetric::prometheusName).toList());
    }

    @Test
    void hasFewSeriesAndNoNameOfTheRegistry() {
        for (int i = 0; i < 20; i++) {
            this.registry.push("repository-%02d".formatted(i), "1", TestImage.createdAt("2026-01-01T00:00:00Z"));
        }

        ProgramRun run = archive(gateway());

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(this.receiver.series()).containsEntry("registry_archiver_repositories{outcome=\"saved\"}", 22.0)
            .hasSizeLessThan(80);
        assertThat(this.receiver.series().keySet()).noneMatch(
                (series) -> series.contains("repository-") || series.contains("team/app") || series.contains("lane:"));
    }

    @Test
    void failureOfARepositoryLeavesTheTimeOfTheLastSuccess() {
        archive(gateway());
        double success = Objects.requireNonNull(this.receiver.series().get(LAST_SUCCESS));
        this.registry.push("solo", "3", TestImage.createdAt("2026-03-01T00:00:00Z"));
        this.registry.when("GET", "/v2/solo/blobs/.*").status(500);

        ProgramRun run = archive(gateway());

        assertThat(run.exitCode()).as(run.output()).isEqualTo(2);
        Map<String, Double> series = this.receiver.series();
        assertThat(series).containsEntry(EXIT_CODE, 2.0)
            .containsEntry(LAST_SUCCESS, success)
            .containsEntry("registry_archiver_last_complete_timestamp_seconds", series.get(LAST_RUN))
            .containsEntry("registry_archiver_repositories{outcome=\"failed\"}", 1.0)
            .containsEntry("registry_archiver_repositories{outcome=\"unchanged\"}", 1.0)
            .containsEntry("registry_archiver_failed_repositories{class=\"network\"}", 1.0);
        assertThat(series.get(LAST_RUN)).isGreaterThan(success);
        assertThat(series.get("registry_archiver_requests{status=\"5xx\"}")).isPositive();
    }

    @Test
    void refusedCredentialsAreTold() {
        this.registry.requireBasic("ci", "another");

        ProgramRun run = archive(gateway(), "--credentials.username=ci", "--credentials.password=" + SECRET);

        assertThat(run.exitCode()).as(run.output()).isEqualTo(3);
        assertThat(this.receiver.series()).containsEntry(EXIT_CODE, 3.0).doesNotContainKey(LAST_SUCCESS);
    }

    @Test
    void registryThatCannotBeReachedIsTold() {
        String url = "--registry.url=" + this.registry.uri();
        this.registry.close();

        ProgramRun run = ProgramRun.of(this.archives, url, gateway());

        assertThat(run.exitCode()).as(run.output()).isEqualTo(1);
        assertThat(this.receiver.series()).containsEntry(EXIT_CODE, 1.0)
            .containsKey(LAST_RUN)
            .doesNotContainKey(LAST_SUCCESS);
    }

    @Test
    void runThatIsStoppedByASignalIsTold() {
        this.registry.when("GET", "/v2/solo/blobs/.*").stall(SILENCE);
        try (ProgramProcess process = ProgramProcess.start(this.archives, url(), gateway(), "--job.grace=12s")) {
            Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .until(() -> this.registry.requests("GET", "/v2/solo/blobs/.*").size() > 0
                        && Archives.in(this.archives).size() == 1);

            process.signal("TERM");

            assertThat(process.exitCode()).as(process.output()).isEqualTo(143);
        }
        assertThat(this.receiver.series()).containsEntry(EXIT_CODE, 143.0)
            .containsEntry("registry_archiver_repositories{outcome=\"saved\"}", 1.0)
            .containsEntry("registry_archiver_repositories{outcome=\"pending\"}", 1.0)
            .doesNotContainKey(LAST_SUCCESS);
    }

    @Test
    void stoppedRunDoesNotWaitForASilentReceiverUntilItIsKilled() {
        this.receiver.answerWith(Answer.of(200).delayed(SILENCE));
        this.registry.when("GET", "/v2/_catalog").delay(SILENCE);
        try (ProgramProcess process = ProgramProcess.start(this.archives, url(), gateway(), "--job.grace=8s",
                "--metrics.timeout=90s")) {
            Awaitility.await().atMost(Duration.ofSeconds(90)).until(() -> this.registry.count("/v2/_catalog") > 0);

            process.signal("TERM");

            assertThat(process.exitCode()).as(process.output()).isEqualTo(143);
            assertThat(process.output()).contains("no answer came in time");
        }
    }

    @Test
    void deadlineIsTold() {
        this.registry.when("GET", "/v2/_catalog").delay(SILENCE);

        ProgramRun run = archive(gateway(), "--job.deadline=1s", "--job.grace=2s");

        assertThat(run.exitCode()).as(run.output()).isEqualTo(5);
        assertThat(this.receiver.series()).containsEntry(EXIT_CODE, 5.0).doesNotContainKey(LAST_SUCCESS);
    }

    @Test
    void retryThatFindsNothingToDoIsNoRun() {
        archive(gateway());

        ProgramRun run = ProgramRun.of(this.archives, "retry", url(), gateway());

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(this.receiver.requests()).hasSize(1);
    }

    @Test
    void otherCommandsPushNothing() {
        archive();

        for (String command : List.of("list", "history", "verify")) {
            assertThat(ProgramRun.of(this.archives, command, url(), gateway()).exitCode()).isZero();
        }

        assertThat(this.receiver.requests()).isEmpty();
    }

    @Test
    void everyShardHasAGroupOfItsOwn() {
        archive(gateway(), "--job.shard=0/2");
        archive(gateway(), "--job.shard=1/2", "--metrics.labels=cluster=blau & grün,team=ops");

        assertThat(this.receiver.groups()).containsExactly(
                Map.of("job", "registry-archiver", "registry", address(), "shard", "0-of-2"),
                Map.of("job", "registry-archiver", "registry", address(), "shard", "1-of-2", "cluster", "blau & grün",
                        "team", "ops"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --metrics.pushgateway.username=ci --metrics.pushgateway.password=%s | Basic Y2k6bjB0LXRvLWJlLXNob3du
            --metrics.pushgateway.token=%s                                      | Bearer n0t-to-be-shown
            """)
    void gatewayGetsTheCredentialsMeantForItAndNoOthers(String properties, String authorization) {
        this.registry.requireBasic("registry-user", "registry-password");

        ProgramRun run = archive(Stream
            .concat(Stream.of(gateway(), "--credentials.username=registry-user",
                    "--credentials.password=registry-password"), Stream.of(properties.formatted(SECRET).split(" ")))
            .toArray(String[]::new));

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(this.receiver.requests()).extracting((request) -> request.header("Authorization"))
            .containsExactly(authorization);
        assertThat(this.registry.requests("GET")).noneMatch((request) -> request.basicCredentials().contains(SECRET));
    }

    @Test
    void receiverInTroubleIsAWarningAndNothingElse() {
        this.receiver.answerWith(Answer.of(500).withBody("disk full"));

        ProgramRun run = archive(gateway(), "--metrics.pushgateway.username=ci",
                "--metrics.pushgateway.password=" + SECRET);

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output()).doesNotContain(SECRET);
        assertThat(run.errors().lines().filter((line) -> line.contains(" WARN "))).singleElement()
            .asString()
            .contains(
                    "The metrics of this run did not get to " + this.receiver.uri() + "/metrics/job/registry-archiver")
            .contains("it answered 500 (disk full). Check metrics.pushgateway.url")
            .endsWith("The run itself is not affected.");
        assertThat(Archives.in(this.archives)).hasSize(2);
    }

    @Test
    void receiverThatIsDownIsAWarningForProgramsToo() {
        String gateway = gateway();
        this.receiver.close();

        ProgramRun run = archive(gateway, "--output=json");

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.results().lines().filter((line) -> line.contains("\"event\":\"warning\""))).singleElement()
            .asString()
            .contains("the connection was refused. Check metrics.pushgateway.url");
    }

    @Test
    void tellsTheSameByOtlp() {
        ProgramRun run = archive("--metrics.otlp.url=" + this.receiver.uri(), "--job.shard=0/1",
                "--metrics.otlp.headers=Authorization=Bearer " + SECRET + ",X-Scope-OrgID=a=b",
                "--metrics.labels=cluster=blue");

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output()).doesNotContain("metrics").doesNotContain(SECRET);
        assertThat(this.receiver.requests()).singleElement().satisfies((request) -> {
            assertThat(request.path()).isEqualTo("/v1/metrics");
            assertThat(request.headers("Content-Type")).containsExactly("application/x-protobuf");
            assertThat(request.bearerToken()).isEqualTo(SECRET);
            assertThat(request.header("X-Scope-OrgID")).isEqualTo("a=b");
        });
        ResourceMetrics resource = this.receiver.otlp().get(0).getResourceMetrics(0);
        assertThat(attributes(resource.getResource().getAttributesList()))
            .containsEntry("service.name", "registry-archiver")
            .containsEntry("service.instance.id", address() + " blue")
            .containsEntry("registry", address())
            .containsEntry("cluster", "blue");
        Map<String, Metric> metrics = resource.getScopeMetrics(0)
            .getMetricsList()
            .stream()
            .collect(Collectors.toMap(Metric::getName, (metric) -> metric));
        assertThat(metrics.keySet()).filteredOn((name) -> name.startsWith("registry.archiver."))
            .hasSize(RunMetric.values().length);
        assertThat(points(metrics, "registry.archiver.repositories")).containsEntry("saved", 2.0);
        assertThat(points(metrics, "registry.archiver.last.run.exit.code")).containsEntry("", 0.0);
        assertThat(metric(metrics, "registry.archiver.fetched").getUnit()).isEqualTo("bytes");
        assertThat(metric(metrics, "spring.batch.job").getHistogram().getDataPoints(0).getCount()).isEqualTo(1);
    }

    @Test
    void bothReceiversAreTold() {
        archive(gateway(), "--metrics.otlp.url=" + this.receiver.uri());

        assertThat(this.receiver.requests()).hasSize(2);
        assertThat(this.receiver.otlp()).hasSize(1);
        assertThat(this.receiver.series()).containsEntry(EXIT_CODE, 0.0);
    }

    @Test
    void wrongPropertiesAreRefusedBeforeAnythingIsDone() {
        ProgramRun run = archive("--metrics.otlp.url=http://ci:%s@collector".formatted(SECRET));

        assertThat(run.exitCode()).as(run.output()).isEqualTo(3);
        assertThat(run.output()).doesNotContain(SECRET);
        assertThat(run.complaints()).singleElement()
            .asString()
            .contains("metrics.otlp.url must not contain a user name or password");
        assertThat(this.registry.requests("GET")).isEmpty();
    }

    @Test
    @RequiresTool("prometheus-pushgateway")
    void realPushgatewayKeepsWhatARunDoesNotTell() {
        try (Pushgateway gateway = Pushgateway.start()) {
            String url = "--metrics.pushgateway.url=" + gateway.uri();
            String labels = "--metrics.labels=cluster=blau & grün";
            assertThat(archive(url, labels).exitCode()).isZero();
            List<String> success = gateway.series(LAST_SUCCESS);
            this.registry.when("GET", "/v2/_catalog").status(403);

            assertThat(archive(url, labels).exitCode()).isNotZero();

            assertThat(gateway.series(LAST_SUCCESS)).isEqualTo(success)
                .singleElement()
                .asString()
                .contains("cluster=\"blau & grün\"", "job=\"registry-archiver\"",
                        "registry=\"%s\"".formatted(address()));
            assertThat(gateway.series(EXIT_CODE)).singleElement().asString().doesNotEndWith(" 0");
            assertThat(gateway.series("registry_archiver_repositories{")).hasSize(5);
            assertThat(gateway.series("push_failure_time_seconds{")).singleElement().asString().endsWith(" 0");
        }
    }

    @Test
    void nothingIsLoadedForMetricsThatNobodyWants() {
        try (ProgramProcess process = ProgramProcess.start(List.of("-Xlog:class+load:stdout:none"), this.archives,
                url())) {
            assertThat(process.exitCode()).as(process.output()).isZero();
            List<String> loaded = process.output()
                .lines()
                .filter((line) -> line.contains(" source: "))
                .map((line) -> line.substring(0, line.indexOf(" source: ")))
                .toList();

            // Spring Boot asks whether there is one class, and stops at that.
            assertThat(loaded).hasSizeGreaterThan(1_000)
                .filteredOn((name) -> !name.equals("io.micrometer.core.instrument.MeterRegistry"))
                .noneMatch((name) -> OF_METRICS.stream().anyMatch(name::startsWith));
        }
    }

    private static Map<String, String> attributes(List<KeyValue> attributes) {
        return attributes.stream()
            .collect(Collectors.toMap(KeyValue::getKey, (attribute) -> attribute.getValue().getStringValue()));
    }

    private static Metric metric(Map<String, Metric> metrics, String name) {
        return Objects.requireNonNull(metrics.get(name), name);
    }

    private static Map<String, Double> points(Map<String, Metric> metrics, String name) {
        Map<String, Double> points = new TreeMap<>();
        for (NumberDataPoint point : metric(metrics, name).getGauge().getDataPointsList()) {
            points.put(String.join(",", attributes(point.getAttributesList()).values()), point.getAsDouble());
        }
        return points;
    }

    private static TreeSet<String> names(Map<String, Double> series) {
        return series.keySet()
            .stream()
            .map((each) -> each.replaceFirst("\\{.*", ""))
            .collect(Collectors.toCollection(TreeSet::new));
    }

    private ProgramRun archive(String... arguments) {
        return ProgramRun.of(this.archives,
                Stream.concat(Stream.of(url()), Arrays.stream(arguments)).toArray(String[]::new));
    }

    private String url() {
        return "--registry.url=" + this.registry.uri();
    }

    private String address() {
        return this.registry.uri().toString().replaceFirst("^http://", "");
    }

    private String gateway() {
        return "--metrics.pushgateway.url=" + this.receiver.uri();
    }

    private JsonNode report() {
        return Archives.latestReport(this.archives);
    }

}
