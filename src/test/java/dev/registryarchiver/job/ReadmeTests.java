package dev.registryarchiver.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.registryarchiver.RegistryArchiverApplication;
import dev.registryarchiver.TestRegistryArchiverApplication;
import dev.registryarchiver.sample.SampleRegistry;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the README tells to type is typed into a shell. Only the address of the registry
 * and its user are others, and what Maven does is left to {@code .ci/run}.
 */
class ReadmeTests {

    private static final String JAR = "java -jar target/registry-archiver.jar";

    private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private static final int LONGEST_SECONDS = 180;

    @TempDir
    Path directory;

    @ParameterizedTest
    @MethodSource("commands")
    void commandForARealRegistryWorksAsItStands(String block) throws Exception {
        try (SampleRegistry sample = new SampleRegistry()) {
            String typed = block.replace(JAR, program())
                .replace("https://registry.example.com", sample.uri().toString())
                .replace("username=ci", "username=" + SampleRegistry.USERNAME)
                .replace("PASSWORD=…", "PASSWORD=" + SampleRegistry.PASSWORD);

            assertThat(type(typed)).contains("7 repositories: 5 saved");
            assertThat(this.directory.resolve("archives/shop")).isNotEmptyDirectory();
        }
    }

    @Test
    void quickStartRunsTheSampleThatMavenIsToldToRun() throws Exception {
        assertThat(blocks("Quick start")).anyMatch((block) -> block.strip().equals("mvn -q spring-boot:test-run"));
        assertThat(Files.readString(Path.of("pom.xml")))
            .contains("<mainClass>%s</mainClass>".formatted(TestRegistryArchiverApplication.class.getName()));

        String output = type(classPath(TestRegistryArchiverApplication.class));

        assertThat(output).contains("7 repositories: 5 saved");
        assertThat(this.directory.resolve("target/sample-archives/toolbox")).isNotEmptyDirectory();
    }

    static Stream<String> commands() throws IOException {
        return blocks("A real registry").stream().filter((block) -> block.contains(JAR));
    }

    private static List<String> blocks(String heading) throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        int start = readme.indexOf("## " + heading);
        return Pattern.compile("^```sh\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL)
            .matcher(readme.substring(start, readme.indexOf("\n## ", start)))
            .results()
            .map((block) -> block.group(1))
            .toList();
    }

    // The jar where it was built; it may be older than the classes in tests of one class.
    private static String program() {
        Path jar = Path.of("target/registry-archiver.jar").toAbsolutePath();
        return Files.exists(jar) ? "'%s' -jar '%s'".formatted(JAVA, jar) : classPath(RegistryArchiverApplication.class);
    }

    private static String classPath(Class<?> main) {
        List<String> absolute = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(":")) {
            absolute.add(Path.of(entry).toAbsolutePath().toString());
        }
        return "'%s' -cp '%s' %s".formatted(JAVA, String.join(":", absolute), main.getName());
    }

    private String type(String commands) throws Exception {
        Path log = Files.createTempFile("registry-archiver-", ".log");
        Process shell = new ProcessBuilder("sh", "-ec", commands).directory(this.directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
        try {
            assertThat(shell.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)).isTrue();
            String output = Files.readString(log);
            assertThat(shell.exitValue()).as(output).isZero();
            return output;
        }
        finally {
            shell.destroyForcibly();
            Files.deleteIfExists(log);
        }
    }

}
