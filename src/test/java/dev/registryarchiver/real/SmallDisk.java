package dev.registryarchiver.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.opentest4j.TestAbortedException;

/** A file system of its own of a few megabytes, in memory. Only root may mount one. */
public final class SmallDisk implements AutoCloseable {

    private static final int BLOCK = 4096;

    private final Path directory;

    private SmallDisk(Path directory) {
        this.directory = directory;
    }

    /**
     * Mounts it.
     * @param directory where; created when missing
     * @throws TestAbortedException if this user may not, outside of CI
     */
    public static SmallDisk mount(Path directory, int megabytes) {
        try {
            Files.createDirectories(directory);
        }
        catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        Tools.Result mounted = Tools.run("mount", "-t", "tmpfs", "-o", "size=%dm".formatted(megabytes), "tmpfs",
                directory.toString());
        if (mounted.exitCode() != 0) {
            String reason = "This user may not mount a file system; run as root";
            if ("true".equals(System.getenv("CI"))) {
                throw new IllegalStateException(reason);
            }
            throw new TestAbortedException(reason);
        }
        return new SmallDisk(directory);
    }

    public Path directory() {
        return this.directory;
    }

    /** Gives it another size. */
    public void resize(int megabytes) {
        remount("size=%dm".formatted(megabytes));
    }

    public void makeReadOnly() {
        remount("ro");
    }

    public void makeWritable() {
        remount("rw");
    }

    /** Leaves so much room and no more; what fills the rest is a file named so. */
    public void fillUp(String file, long bytesLeft) {
        try (FileChannel filler = FileChannel.open(this.directory.resolve(file), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE)) {
            while (this.directory.toFile().getUsableSpace() > bytesLeft) {
                filler.write(ByteBuffer.allocate(BLOCK));
            }
        }
        catch (IOException ex) {
            // Full.
        }
    }

    @Override
    public void close() {
        Tools.run("umount", "-l", this.directory.toString()).requireSuccess();
    }

    private void remount(String option) {
        Tools.run("mount", "-o", "remount," + option, this.directory.toString()).requireSuccess();
    }

}
