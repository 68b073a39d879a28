package dev.registryarchiver.job;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file beside that of the job state with its length and checksum, written when a run
 * has closed the state in order. A state that still is as its seal says need not be read
 * to be known as whole. One that is not was changed by nobody of us: it may be damaged,
 * or an older one.
 */
final class StateSeal {

    private static final Logger logger = LoggerFactory.getLogger(StateSeal.class);

    private static final int BUFFER = 1 << 16;

    private final Path state;

    private final Path seal;

    StateSeal(Path state) {
        this.state = state;
        this.seal = of(state);
    }

    /** The file with the seal of a state. */
    static Path of(Path state) {
        return state.resolveSibling(state.getFileName() + ".seal");
    }

    /** What the seal says. */
    enum Finding {

        /** There is none: a new state, or one whose process was killed. */
        NONE,

        /** The state is as it was left. */
        INTACT,

        /** The state is not as it was left. */
        BROKEN

    }

    Finding examine() {
        try {
            if (!Files.exists(this.seal) || !Files.exists(this.state)) {
                return Finding.NONE;
            }
            try (FileChannel channel = FileChannel.open(this.state, StandardOpenOption.READ)) {
                return Files.readString(this.seal).equals(contents(channel)) ? Finding.INTACT : Finding.BROKEN;
            }
        }
        catch (IOException ex) {
            return Finding.NONE;
        }
    }

    /** The state is about to be changed. */
    void remove() {
        try {
            Files.deleteIfExists(this.seal);
        }
        catch (IOException ex) {
            logger.debug("Cannot delete {}", this.seal, ex);
        }
    }

    /** Seals the state, unless somebody still has it open. */
    void write() {
        Path unfinished = this.seal.resolveSibling(this.seal.getFileName() + ".partial");
        try (FileChannel channel = FileChannel.open(this.state, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                Files.writeString(unfinished, contents(channel));
                Files.move(unfinished, this.seal, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        catch (IOException | OverlappingFileLockException ex) {
            // The next start reads all of the state.
            logger.debug("Cannot seal {}", this.state, ex);
        }
    }

    private static String contents(FileChannel channel) throws IOException {
        CRC32C checksum = new CRC32C();
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        long length = 0;
        for (int count = channel.read(buffer, 0); count > 0; count = channel.read(buffer, length)) {
            checksum.update(buffer.flip());
            buffer.clear();
            length += count;
        }
        return "length=%d%ncrc32c=%08x%n".formatted(length, checksum.getValue());
    }

}
