package dev.registryarchiver.catalog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.registryarchiver.image.Registry;
import dev.registryarchiver.image.RepositoryName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class FileRepositorySourceTests {

    private Path file;

    @BeforeEach
    void nameFile(@TempDir Path directory) {
        this.file = directory.resolve("names.txt");
    }

    @Test
    void readsNamesBetweenCommentsAndBlankLines() throws IOException {
        write("\ufeff# ours\r\nteam/app  # the first\r\n\r\n\tteam/web\nteam/app\n#team/old\nlast");

        assertThat(names("https://registry.example.com")).containsExactly("team/app", "team/web", "last");
    }

    @Test
    void completesOfficialNamesOfDockerHub() throws IOException {
        write("alpine\nteam/app\n");

        assertThat(names("docker.io")).containsExactly("library/alpine", "team/app");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            value = { "team/app#registry.example.com/Team/app:1|line 2 is", "##|names no repository" })
    void saysWhatIsWrong(String lines, String message) throws IOException {
        write(lines.replace("#", "\n"));

        assertThatIllegalArgumentException().isThrownBy(() -> names("https://registry.example.com"))
            .withMessageStartingWith("catalog.file %s cannot be used: ".formatted(this.file))
            .withMessageContaining(message);
    }

    @Test
    void saysThatThereIsNoFile() {
        assertThatIllegalArgumentException().isThrownBy(() -> names("https://registry.example.com"))
            .withMessageEndingWith("there is no such file");
    }

    @Test
    void saysThatItIsNoText() throws IOException {
        Files.write(this.file, new byte[] { 'a', (byte) 0xff, (byte) 0xfe });

        assertThatIllegalArgumentException().isThrownBy(() -> names("https://registry.example.com"))
            .withMessageEndingWith("it is not UTF-8");
    }

    private void write(String text) throws IOException {
        Files.writeString(this.file, text, StandardCharsets.UTF_8);
    }

    private List<String> names(String registry) {
        return new FileRepositorySource(this.file, Registry.of(registry)::qualify).fetchPage(null)
            .names()
            .stream()
            .map(RepositoryName::value)
            .toList();
    }

}
