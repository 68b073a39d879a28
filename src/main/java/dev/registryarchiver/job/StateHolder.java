package dev.registryarchiver.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which process holds the lock of a file, by what Linux tells of all locks. Trying the
 * lock would tell, too, but keep a run from starting in that very moment.
 *
 * @see <a href= "https://man7.org/linux/man-pages/man5/proc_locks.5.html">
 * proc_locks(5)</a>
 */
final class StateHolder {

    private static final Path LOCKS = Path.of("/proc/locks");

    // 1: POSIX ADVISORY WRITE 3568 fd:00:2531452 0 EOF
    private static final int PROCESS = 4;

    private static final int FILE = 5;

    private StateHolder() {
    }

    /** The process, where there is one that can be seen from here. */
    static Optional<ProcessHandle> of(Path file) {
        try {
            String inode = ":" + Files.getAttribute(file, "unix:ino");
            return locks().stream()
                .map((line) -> line.strip().split("\\s+"))
                .filter((fields) -> fields.length > FILE && fields[FILE].endsWith(inode))
                .flatMap((fields) -> ProcessHandle.of(Long.parseLong(fields[PROCESS])).stream())
                .filter((process) -> mayHaveOpen(process, file))
                .findFirst();
        }
        catch (IOException | UnsupportedOperationException | IllegalArgumentException ex) {
            return Optional.empty();
        }
    }

    private static List<String> locks() throws IOException {
        return Files.isReadable(LOCKS) ? Files.readAllLines(LOCKS) : List.of();
    }

    // The same number can be that of a file on another disk.
    private static boolean mayHaveOpen(ProcessHandle process, Path file) {
        Path descriptors = Path.of("/proc", Long.toString(process.pid()), "fd");
        try (Stream<Path> open = Files.list(descriptors)) {
            Path real = file.toRealPath();
            return open.anyMatch((link) -> isLinkTo(link, real));
        }
        catch (IOException ex) {
            return true;
        }
    }

    private static boolean isLinkTo(Path link, Path file) {
        try {
            return Files.readSymbolicLink(link).equals(file);
        }
        catch (IOException ex) {
            return false;
        }
    }

}
