package dev.registryarchiver.job;

import java.io.File;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.registryarchiver.sample.SampleRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The jar that users start, with all libraries in it. */
class PackagedJarIT {

    private static final Path JAR = Path.of("target/registry-archiver.jar");

    @TempDir
    Path directory;

    @Test
    void archivesOnceAndFindsNothingToDoTheNextNight() throws IOException, InterruptedException {
        try (SampleRegistry registry = new SampleRegistry()) {
            assertThat(run(registry.uri())).contains("5 saved, 0 unchanged");
            assertThat(run(registry.uri())).contains("0 saved, 5 unchanged");
        }
        assertThat(Archives.in(this.directory)).hasSize(5);
    }

    @Test
    void startsFromTheClassesThatARunLeft() throws IOException, InterruptedException {
        Path loaded = this.directory.resolve("loaded");
        try (SampleRegistry registry = new SampleRegistry()) {
            assertThat(run(registry.uri(), documented("java (-XX:ArchiveClassesAtExit=.+?) -jar")))
                .doesNotContain("[warning]");
            assertThat(this.directory.resolve("classes.jsa")).isNotEmptyFile();

            assertThat(run(registry.uri(), documented("java (-XX:SharedArchiveFile=.+?) -jar"),
                    "-Xlog:class+load:file=" + loaded))
                .contains("0 saved, 5 unchanged")
                .doesNotContain("[warning]");
        }
        assertThat(Files.readAllLines(loaded)).filteredOn((line) -> line.contains(" dev.registryarchiver.job.Program "))
            .singleElement()
            .asString()
            .endsWith("source: shared objects file (top)");
    }

    @Test
    void offersEveryServiceOfEveryLibrary() throws IOException {
        for (JarFile library : libraries()) {
            for (JarEntry entry : entries(library, "META-INF/services/[^/]+|META-INF/spring/.+\\.imports")) {
                assertThat(lines(read(JAR, entry.getName()))).as("%s of %s", entry, library.getName())
                    .containsAll(lines(read(library, entry)));
            }
        }
    }

    @Test
    void offersEverySpringFactoryOfEveryLibrary() throws IOException {
        for (JarFile library : libraries()) {
            for (JarEntry entry : entries(library,
                    "META-INF/spring\\.factories|META-INF/spring/aot\\.factories|META-INF/spring-autoconfigure-metadata\\.properties")) {
                Properties packaged = properties(read(JAR, entry.getName()));
                properties(read(library, entry)).forEach((name, value) -> {
                    assertThat(packaged).as(library.getName()).containsKey(name);
                    assertThat(names(packaged.getProperty(name.toString(), ""))).as("%s of %s", name, library.getName())
                        .containsAll(names(value));
                });
            }
        }
    }

    @Test
    void carriesTheLicenceAndTheNoticeOfEveryLibrary() throws IOException {
        for (JarFile library : libraries()) {
            for (JarEntry entry : entries(library, "(?i)META-INF/[^/]*(LICENSE|NOTICE)[^/]*")) {
                assertThat(readIgnoringCase(entry.getName())).as("%s of %s", entry, library.getName())
                    .contains(read(library, entry).strip());
            }
        }
    }

    private String run(URI registry, String... options) throws IOException, InterruptedException {
        Path log = this.directory.resolve("log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Arrays.stream(options).flatMap((option) -> Stream.of(option.split(" "))).toList());
        command.addAll(List.of("-jar", JAR.toAbsolutePath().toString(), "--registry.url=" + registry,
                "--credentials.username=" + SampleRegistry.USERNAME,
                "--credentials.password=" + SampleRegistry.PASSWORD, "--archive.directory=" + this.directory));
        Process process = new ProcessBuilder(command).directory(this.directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
        assertThat(process.waitFor()).as(Files.readString(log)).isZero();
        return Files.readString(log);
    }

    private static String documented(String option) throws IOException {
        Matcher command = Pattern.compile(option).matcher(Files.readString(Path.of("README.md")));
        assertThat(command.find()).as(option).isTrue();
        return command.group(1);
    }

    // Those of the class path that the program has, too, and not only its tests.
    private static List<JarFile> libraries() throws IOException {
        List<JarFile> libraries = new ArrayList<>();
        try (JarFile packaged = new JarFile("target/registry-archiver-layers.jar")) {
            for (String path : System.getProperty("java.class.path").split(File.pathSeparator)) {
                if (packaged.getEntry("BOOT-INF/lib/" + Path.of(path).getFileName()) != null) {
                    libraries.add(new JarFile(path));
                }
            }
        }
        assertThat(libraries).hasSizeGreaterThan(40);
        return libraries;
    }

    private static List<JarEntry> entries(JarFile jar, String names) {
        return jar.stream().filter((entry) -> !entry.isDirectory() && entry.getName().matches(names)).toList();
    }

    private static String read(JarFile jar, JarEntry entry) throws IOException {
        return new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
    }

    private static String read(Path file, String name) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            JarEntry entry = jar.getJarEntry(name);
            assertThat(entry).as(name).isNotNull();
            return read(jar, entry);
        }
    }

    // license.txt and LICENSE.txt are one.
    private static String readIgnoringCase(String name) throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            String found = jar.stream()
                .map(JarEntry::getName)
                .filter((each) -> each.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is missing"));
            return read(jar, jar.getJarEntry(found));
        }
    }

    private static Properties properties(String text) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(text));
        return properties;
    }

    private static List<String> names(Object value) {
        return Stream.of(value.toString().split(",")).map(String::strip).toList();
    }

    private static List<String> lines(String text) {
        return Arrays.stream(text.split("\n"))
            .map((line) -> line.replaceFirst("#.*", "").strip())
            .filter((line) -> !line.isEmpty())
            .toList();
    }

}
