package dev.registryarchiver.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.commons.io.FileUtils;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A headless Chromium, steered by its own protocol: no driver has to fit its version.
 *
 * @see <a href="https://chromedevtools.github.io/devtools-protocol/">DevTools
 * protocol</a>
 */
public final class Browser implements AutoCloseable {

    /** Name of the tool. */
    public static final String TOOL = "chromium";

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final Path profile;

    private final Process process;

    private final WebSocket socket;

    private final Messages messages = new Messages();

    private final AtomicLong ids = new AtomicLong();

    /** Starts a browser that knows nothing and asks nobody. */
    public Browser() {
        try {
            this.profile = Files.createTempDirectory("browser");
            this.process = new ProcessBuilder(Tools.locate(TOOL), "--headless", "--no-sandbox", "--disable-gpu",
                    "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
                    "--disable-sync", "--disable-dev-shm-usage", "--remote-debugging-port=0",
                    "--user-data-dir=" + this.profile, "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
            this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(address(), this.messages)
                .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        }
        catch (IOException ex) {
            throw new UncheckedIOException("Cannot start " + TOOL, ex);
        }
        catch (Exception ex) {
            throw new IllegalStateException("Cannot talk to " + TOOL, ex);
        }
    }

    /** Opens a file in a new tab and waits until it is loaded. */
    public Tab open(Path file, Setting... settings) {
        String target = call("", "Target.createTarget", Map.of("url", "about:blank")).path("targetId").stringValue();
        String session = call("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
            .path("sessionId")
            .stringValue();
        Tab tab = new Tab(session);
        for (String domain : List.of("Page", "Runtime", "Network", "Log")) {
            call(session, domain + ".enable", Map.of());
        }
        for (Setting setting : settings) {
            setting.apply(tab);
        }
        call(session, "Page.navigate", Map.of("url", file.toUri().toString()));
        Awaitility.await().atMost(TIMEOUT).until(() -> !this.messages.events(session, "Page.loadEventFired").isEmpty());
        return tab;
    }

    @Override
    public void close() {
        this.socket.abort();
        this.process.descendants().forEach(ProcessHandle::destroyForcibly);
        this.process.destroyForcibly();
        try {
            this.process.waitFor();
        }
        catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
        FileUtils.deleteQuietly(this.profile.toFile());
    }

    private URI address() {
        Path port = this.profile.resolve("DevToolsActivePort");
        List<String> lines = Awaitility.await()
            .atMost(TIMEOUT)
            .until(() -> Files.exists(port) ? Files.readAllLines(port) : List.<String>of(), (read) -> read.size() >= 2);
        return URI.create("ws://127.0.0.1:%s%s".formatted(lines.get(0), lines.get(1)));
    }

    private JsonNode call(String session, String method, Map<String, ?> parameters) {
        long id = this.ids.incrementAndGet();
        CompletableFuture<JsonNode> answer = this.messages.expect(id);
        Map<String, Object> message = new ConcurrentHashMap<>(Map.of("id", id, "method", method, "params", parameters));
        if (!session.isEmpty()) {
            message.put("sessionId", session);
        }
        try {
            this.socket.sendText(JsonMapper.shared().writeValueAsString(message), true)
                .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            JsonNode received = answer.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            if (received.has("error")) {
                throw new IllegalStateException("%s: %s".formatted(method, received.path("error")));
            }
            return received.path("result");
        }
        catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted in " + method, ex);
        }
        catch (ExecutionException | TimeoutException ex) {
            throw new IllegalStateException("No answer to " + method, ex);
        }
    }

    /** How a page is to be seen. */
    @FunctionalInterface
    public interface Setting {

        /** As a user sees it who likes it dark. */
        Setting DARK = (tab) -> tab.call("Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", "dark"))));

        /** By somebody who trusts no script. */
        Setting NO_SCRIPT = (tab) -> tab.call("Emulation.setScriptExecutionDisabled", Map.of("value", true));

        /** On a phone. */
        Setting PHONE = window(360, 740, true);

        /** In a window of an ordinary screen. */
        Setting SCREEN = window(1280, 900, false);

        void apply(Tab tab);

        private static Setting window(int width, int height, boolean mobile) {
            return (tab) -> tab.call("Emulation.setDeviceMetricsOverride",
                    Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", mobile));
        }

    }

    /** One page. */
    public final class Tab {

        private final String session;

        private Tab(String session) {
            this.session = session;
        }

        /** The value of an expression in the page. */
        public JsonNode evaluate(String expression) {
            JsonNode answer = call("Runtime.evaluate",
                    Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
            if (answer.has("exceptionDetails")) {
                throw new IllegalStateException(answer.path("exceptionDetails").toString());
            }
            return answer.at("/result/value");
        }

        /** The text of an expression in the page. */
        public String text(String expression) {
            return evaluate("String(%s)".formatted(expression)).stringValue();
        }

        /** Presses a key that is not a character, such as {@code Tab}. */
        public void press(String key) {
            int code = switch (key) {
                case "Tab" -> 9;
                case "Enter" -> 13;
                case "Space" -> 32;
                default -> throw new IllegalArgumentException(key);
            };
            String text = switch (key) {
                case "Enter" -> "\r";
                case "Space" -> " ";
                default -> "";
            };
            Map<String, Object> event = Map.of("key", key.equals("Space") ? " " : key, "code", key,
                    "windowsVirtualKeyCode", code, "text", text);
            Map<String, Object> down = new ConcurrentHashMap<>(event);
            down.put("type", text.isEmpty() ? "rawKeyDown" : "keyDown");
            call("Input.dispatchKeyEvent", down);
            Map<String, Object> up = new ConcurrentHashMap<>(event);
            up.put("type", "keyUp");
            up.remove("text");
            call("Input.dispatchKeyEvent", up);
        }

        /** Types a character as a keyboard would. */
        public void type(char character) {
            String text = String.valueOf(character);
            call("Input.dispatchKeyEvent", Map.of("type", "rawKeyDown", "key", text));
            call("Input.dispatchKeyEvent", Map.of("type", "char", "key", text, "text", text));
            call("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", text));
        }

        /** Every address the page asked for, itself included. */
        public List<String> requests() {
            return events("Network.requestWillBeSent").stream()
                .map((event) -> event.at("/params/request/url").stringValue())
                .toList();
        }

        /** Errors of scripts, violations of the policy, and dialogs that were opened. */
        public List<String> complaints() {
            return List
                .of("Runtime.exceptionThrown", "Log.entryAdded", "Runtime.consoleAPICalled",
                        "Page.javascriptDialogOpening")
                .stream()
                .flatMap((name) -> events(name).stream())
                .map(JsonNode::toString)
                .toList();
        }

        /** A picture of the whole page. */
        public void photograph(Path file) throws IOException {
            JsonNode size = call("Page.getLayoutMetrics", Map.of()).path("cssContentSize");
            JsonNode picture = call("Page.captureScreenshot",
                    Map.of("captureBeyondViewport", true, "clip",
                            Map.of("x", 0, "y", 0, "width", size.path("width").doubleValue(), "height",
                                    Math.min(6000, size.path("height").doubleValue()), "scale", 1)));
            Files.write(file, Base64.getDecoder().decode(picture.path("data").stringValue()));
        }

        private List<JsonNode> events(String name) {
            return Browser.this.messages.events(this.session, name);
        }

        private JsonNode call(String method, Map<String, ?> parameters) {
            return Browser.this.call(this.session, method, parameters);
        }

    }

    /** What the browser says. */
    private static final class Messages implements WebSocket.Listener {

        private final StringBuilder unfinished = new StringBuilder();

        private final Map<Long, CompletableFuture<JsonNode>> expected = new ConcurrentHashMap<>();

        private final List<JsonNode> events = new CopyOnWriteArrayList<>();

        CompletableFuture<JsonNode> expect(long id) {
            return this.expected.computeIfAbsent(id, (key) -> new CompletableFuture<>());
        }

        List<JsonNode> events(String session, String name) {
            return this.events.stream()
                .filter((event) -> event.path("sessionId").asString("").equals(session)
                        && event.path("method").asString("").equals(name))
                .toList();
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            this.unfinished.append(part);
            if (last) {
                JsonNode message = JsonMapper.shared().readTree(this.unfinished.toString());
                this.unfinished.setLength(0);
                if (message.has("id")) {
                    expect(message.path("id").longValue()).complete(message);
                }
                else {
                    this.events.add(message);
                }
            }
            socket.request(1);
            return CompletableFuture.completedStage(null);
        }

    }

}
