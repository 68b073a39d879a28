package dev.registryarchiver.archive;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The bytes of an archive, opened for reading by position. */
public interface ArchiveBytes extends Closeable {

    /** Length of the archive in bytes. */
    long size() throws IOException;

    /**
     * Reads some bytes from a position.
     * @return how many were read, -1 at the end
     */
    int read(ByteBuffer target, long position) throws IOException;

    /** Opens a file. */
    static ArchiveBytes open(Path file) throws IOException {
        return of(FileChannel.open(file, StandardOpenOption.READ));
    }

    /** The bytes of an open file; closing them closes it. */
    static ArchiveBytes of(FileChannel channel) {
        return new ArchiveBytes() {

            @Override
            public long size() throws IOException {
                return channel.size();
            }

            @Override
            public int read(ByteBuffer target, long position) throws IOException {
                return channel.read(target, position);
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }

        };
    }

}
