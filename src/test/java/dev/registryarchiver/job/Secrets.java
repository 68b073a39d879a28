package dev.registryarchiver.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

import dev.registryarchiver.fake.RecordedRequest;

import static org.assertj.core.api.Assertions.assertThat;

/** What must not appear anywhere but in the requests it was meant for. */
final class Secrets {

    private final List<String> values;

    private Secrets(Stream<String> values) {
        this.values = values.filter((value) -> !value.isEmpty()).distinct().toList();
    }

    /** A password, as it is and as Basic sends it. */
    static Secrets of(String username, String password) {
        String basic = username + ":" + password;
        return new Secrets(
                Stream.of(password, Base64.getEncoder().encodeToString(basic.getBytes(StandardCharsets.UTF_8))));
    }

    /** These and every token that was sent. */
    Secrets andTokensIn(Collection<RecordedRequest> requests) {
        return new Secrets(Stream.concat(this.values.stream(), requests.stream().map(RecordedRequest::bearerToken)));
    }

    void areNotIn(String text) {
        assertThat(text).doesNotContain(this.values.toArray(String[]::new));
    }

    /** Neither as a name nor in any file, databases and archives included. */
    void areNotBelow(Path directory) {
        for (String name : Archives.everythingIn(directory).keySet()) {
            areNotIn(name);
            String content = read(directory.resolve(name));
            assertThat(this.values).as("secrets in %s", name).noneMatch(content::contains);
            assertThat(this.values.stream().map(Secrets::inTwoBytes)).as("secrets in %s", name)
                .noneMatch(content::contains);
        }
    }

    // As Java writes characters where it does not compress them.
    private static String inTwoBytes(String value) {
        return new String(value.getBytes(StandardCharsets.UTF_16BE), StandardCharsets.ISO_8859_1);
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        }
        catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

}
