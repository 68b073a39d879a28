package dev.registryarchiver.job;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.FileSystemUtils;

import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.real.JavaHomes;
import dev.registryarchiver.real.RequiresTool;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the Dockerfile does, without a container engine: its own commands extract the
 * built jar, train the cache, and start the program as a foreign user on files it cannot
 * write.
 */
@RequiresTool("setpriv")
class ContainerImageIT {

    private static final String FOREIGN_USER = "54321";

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

    @TempDir
    static Path image;

    private static Path javaHome;

    private static Path java;

    private static String dockerfile;

    @TempDir
    Path archives;

    private final FakeRegistry registry = new FakeRegistry();

    @BeforeAll
    static void build() throws IOException, InterruptedException {
        dockerfile = Files.readString(Path.of("Dockerfile")).replace("\\\n", " ");
        int version = Integer.parseInt(first("FROM eclipse-temurin:(\\d+)-jre"));
        javaHome = JavaHomes.require(version);
        java = javaHome.resolve("bin/java");
        Files.createDirectories(image.resolve("application"));
        shell(Path.of(""), first("&& (java -Djarmode=tools .*)"));
        for (String layer : all("COPY --from=build /layers/(\\S+)/ \\./")) {
            Path from = image.resolve("layers").resolve(layer);
            FileSystemUtils.copyRecursively(from, image.resolve("application"));
        }
        prepareTraining(image.resolve("training"));
        shell(image.resolve("application"), first("RUN (java -cp .*)"));
        // Readable for everybody and writable for nobody, as in an image with a read-only
        // root.
        Files.setPosixFilePermissions(image, PosixFilePermissions.fromString("r-xr-xr-x"));
    }

    // What the build copies for it: the test classes, and what they need beside the
    // program.
    private static void prepareTraining(Path directory) throws IOException {
        FileSystemUtils.copyRecursively(Path.of("target/test-classes"), directory.resolve("classes"));
        Path libraries = Files.createDirectories(directory.resolve("lib"));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path library = Path.of(entry);
            if (library.getFileName().toString().matches("commons-.*\\.jar")) {
                Files.copy(library, libraries.resolve(library.getFileName()));
            }
        }
    }

    @BeforeEach
    void fill() throws IOException {
        this.registry.push("team/app", "1", TestImage.createdAt("2026-01-01T00:00:00Z"));
        Files.setPosixFilePermissions(this.archives, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    @AfterEach
    void stop() {
        this.registry.close();
    }

    @Test
    void archivesAsAForeignUserWithItsCacheAndReadOnlyFiles() throws IOException, InterruptedException {
        // The mode turns a cache that does not fit from a slow start into a failure.
        Process process = start("-XX:AOTMode=on");

        assertThat(process.waitFor(LONGEST_WAIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output()).isZero();
        assertThat(Archives.in(this.archives)).hasSize(1);
        assertThat(output()).doesNotContain("[warning]");
    }

    @Test
    void signalsReachJava() throws IOException, InterruptedException {
        this.registry.when("GET", "/v2/team/app/manifests/.*").stall(Duration.ofSeconds(3));
        Process process = start();
        Awaitility.await()
            .atMost(LONGEST_WAIT)
            .until(() -> !this.registry.requests("GET", "/v2/team/app/manifests/.*").isEmpty());

        process.destroy();

        assertThat(process.waitFor(LONGEST_WAIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output()).isEqualTo(143);
    }

    private Process start(String... options) throws IOException {
        List<String> entryPoint = new ArrayList<>();
        JsonMapper.shared()
            .readTree(first("ENTRYPOINT (\\[.*])"))
            .forEach((word) -> entryPoint.add(inImage(word.stringValue())));
        entryPoint.set(0, java.toString());
        entryPoint.addAll(1, List.of(options));
        List<String> command = new ArrayList<>(
                List.of("setpriv", "--reuid", FOREIGN_USER, "--regid", "0", "--clear-groups"));
        command.addAll(entryPoint);
        command.addAll(List.of("--registry.url=" + this.registry.uri(), "--archive.directory=" + this.archives));
        // Not where the cache was trained: whoever starts a container chooses.
        return new ProcessBuilder(command).directory(this.archives.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log().toFile())
            .start();
    }

    private Path log() {
        return this.archives.resolveSibling(this.archives.getFileName() + ".log");
    }

    private String output() throws IOException {
        return Files.readString(log());
    }

    private static void shell(Path directory, String command) throws IOException, InterruptedException {
        String script = inImage(command).replaceAll("(?<![\\w/.-])java ", java + " ");
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", script).directory(directory.toAbsolutePath().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("JAVA_HOME", javaHome.toString());
        Process process = builder.start();
        assertThat(process.waitFor(LONGEST_WAIT.toSeconds(), TimeUnit.SECONDS)).as(script).isTrue();
        assertThat(process.exitValue()).as(script).isZero();
    }

    private static String inImage(String command) {
        return Stream.of("/layers", "/application/", "/training", "/tmp/training")
            .reduce(command,
                    (text, path) -> text.replaceAll("(?<![\\w.])" + path, Matcher.quoteReplacement(image + path)));
    }

    private static String first(String pattern) {
        return all(pattern).get(0);
    }

    private static List<String> all(String pattern) {
        List<String> found = Pattern.compile(pattern)
            .matcher(dockerfile)
            .results()
            .map((match) -> match.group(1))
            .toList();
        assertThat(found).as(pattern).isNotEmpty();
        return found;
    }

}
