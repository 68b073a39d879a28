package dev.registryarchiver.job;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.registryarchiver.job.StateSeal.Finding;

import static org.assertj.core.api.Assertions.assertThat;

class StateSealTests {

    @TempDir
    Path directory;

    private Path state;

    private StateSeal seal;

    @BeforeEach
    void create() throws IOException {
        this.state = Files.write(this.directory.resolve("state.mv.db"), new byte[200_000]);
        this.seal = new StateSeal(this.state);
    }

    @Test
    void tellsWhetherTheStateIsAsItWasLeft() throws IOException {
        assertThat(this.seal.examine()).isEqualTo(Finding.NONE);
        this.seal.write();
        assertThat(this.seal.examine()).isEqualTo(Finding.INTACT);

        byte[] changed = Files.readAllBytes(this.state);
        changed[150_000] ^= 1;
        Files.write(this.state, changed);

        assertThat(this.seal.examine()).isEqualTo(Finding.BROKEN);
        this.seal.remove();
        assertThat(this.seal.examine()).isEqualTo(Finding.NONE);
    }

    @Test
    void isBrokenByCutting() throws IOException {
        this.seal.write();

        Files.write(this.state, new byte[100_000]);

        assertThat(this.seal.examine()).isEqualTo(Finding.BROKEN);
    }

    @Test
    void saysNothingOfAStateThatIsGone() throws IOException {
        this.seal.write();

        Files.delete(this.state);

        assertThat(this.seal.examine()).isEqualTo(Finding.NONE);
    }

    @Test
    void sealsNothingThatSomebodyHasOpen() throws IOException {
        try (FileChannel channel = FileChannel.open(this.state, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            this.seal.write();

            assertThat(lock.isValid()).isTrue();
            assertThat(this.seal.examine()).isEqualTo(Finding.NONE);
        }
    }

}
