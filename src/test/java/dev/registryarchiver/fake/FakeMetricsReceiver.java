package dev.registryarchiver.fake;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;

/**
 * Takes metrics as a Prometheus Pushgateway does, groups and all, and as a receiver of
 * OTLP over HTTP does, unless it is told to answer otherwise.
 */
public final class FakeMetricsReceiver implements AutoCloseable {

    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][\\w:]*)(\\{.*})? (\\S+)");

    private final FakeServer server = new FakeServer(this::answer);

    private final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();

    private final Map<Map<String, String>, Map<String, Double>> groups = new LinkedHashMap<>();

    private volatile Function<RecordedRequest, Answer> behaviour = this::take;

    public FakeMetricsReceiver() {
        this.server.start();
    }

    /** Its address, without a slash at its end. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + this.server.port());
    }

    /** From now on it takes nothing and gives this answer. */
    public void answerWith(Answer answer) {
        this.behaviour = (request) -> answer;
    }

    /** Every request it got. */
    public List<RecordedRequest> requests() {
        return List.copyOf(this.requests);
    }

    /** The grouping keys there are. */
    public synchronized List<Map<String, String>> groups() {
        return List.copyOf(this.groups.keySet());
    }

    /** The series of the only group, with their labels as they were sent. */
    public synchronized Map<String, Double> series() {
        if (this.groups.size() != 1) {
            throw new IllegalStateException("There is more than one group, or none: " + this.groups.keySet());
        }
        return new TreeMap<>(this.groups.values().iterator().next());
    }

    /** What it got by OTLP, in order. */
    public List<ExportMetricsServiceRequest> otlp() {
        return this.requests.stream().filter((request) -> request.path().endsWith("/v1/metrics")).map((request) -> {
            try {
                return ExportMetricsServiceRequest.parseFrom(request.body());
            }
            catch (InvalidProtocolBufferException ex) {
                throw new IllegalStateException(ex);
            }
        }).toList();
    }

    @Override
    public void close() {
        this.server.close();
    }

    private Answer answer(RecordedRequest request) {
        this.requests.add(request);
        return this.behaviour.apply(request);
    }

    private Answer take(RecordedRequest request) {
        if (request.path().endsWith("/v1/metrics")) {
            return Answer.of(200)
                .withHeader("Content-Type", "application/x-protobuf")
                .withBody(ExportMetricsServiceResponse.getDefaultInstance().toByteArray());
        }
        int start = request.path().indexOf("/metrics/job");
        if (start < 0 || !(request.method().equals("POST") || request.method().equals("PUT"))) {
            return Answer.of(404).withHeader("Content-Type", "text/plain").withBody("404 page not found\n");
        }
        store(request, group(request.path().substring(start + "/metrics/".length())));
        return Answer.of(200);
    }

    private synchronized void store(RecordedRequest request, Map<String, String> group) {
        Map<String, Double> pushed = parse(request.text());
        Map<String, Double> stored = this.groups.computeIfAbsent(group, (key) -> new TreeMap<>());
        if (request.method().equals("PUT")) {
            stored.clear();
        }
        // A post replaces the metrics that have the same names, whatever their labels.
        List<String> names = pushed.keySet().stream().map(FakeMetricsReceiver::name).toList();
        stored.keySet().removeIf((series) -> names.contains(name(series)));
        stored.putAll(pushed);
    }

    private static String name(String series) {
        return series.replaceFirst("\\{.*", "");
    }

    private static Map<String, String> group(String path) {
        String[] segments = path.split("/");
        Map<String, String> group = new LinkedHashMap<>();
        for (int i = 0; i + 1 < segments.length; i += 2) {
            String name = segments[i].replace("@base64", "");
            String value = segments[i + 1];
            group.put(name, name.equals(segments[i]) ? value
                    : new String(Base64.getUrlDecoder().decode(value), StandardCharsets.UTF_8));
        }
        return group;
    }

    private static Map<String, Double> parse(String text) {
        Map<String, Double> series = new TreeMap<>();
        for (String line : text.split("\n")) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            Matcher sample = SAMPLE.matcher(line);
            if (!sample.matches()) {
                throw new IllegalStateException("Not the text format of Prometheus: " + line);
            }
            String labels = (sample.group(2) != null) ? sample.group(2) : "";
            series.put(sample.group(1) + labels, Double.valueOf(sample.group(3)));
        }
        return series;
    }

}
