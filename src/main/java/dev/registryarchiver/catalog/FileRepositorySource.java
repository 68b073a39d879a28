package dev.registryarchiver.catalog;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.image.Printable;
import dev.registryarchiver.image.RepositoryName;

/** The repositories that a file names, one on each line. The registry is not asked. */
public final class FileRepositorySource implements RepositorySource {

    private static final int MAX_SIZE = 64 << 20;

    private static final String BYTE_ORDER_MARK = "\ufeff";

    private final Path file;

    private final UnaryOperator<RepositoryName> qualifier;

    /**
     * @param qualifier makes a name complete, as Docker Hub's official images need it
     */
    public FileRepositorySource(Path file, UnaryOperator<RepositoryName> qualifier) {
        this.file = file;
        this.qualifier = qualifier;
    }

    /**
     * The only page, whatever the cursor; the file is read each time.
     * @throws IllegalArgumentException if the file cannot be read or holds something else
     */
    @Override
    public RepositoryPage fetchPage(@Nullable String cursor) {
        Set<RepositoryName> names = new LinkedHashSet<>();
        int number = 0;
        for (String line : lines()) {
            number++;
            String name = line.replaceFirst("#.*", "").strip();
            if (!name.isEmpty()) {
                names.add(this.qualifier.apply(name(name, number)));
            }
        }
        if (names.isEmpty()) {
            throw unusable("it names no repository");
        }
        return new RepositoryPage(null, List.copyOf(names), 0, null);
    }

    private List<String> lines() {
        try {
            if (Files.size(this.file) > MAX_SIZE) {
                throw unusable("it is larger than 64 MiB");
            }
            String text = Files.readString(this.file);
            return (text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text).lines().toList();
        }
        catch (NoSuchFileException ex) {
            throw unusable("there is no such file");
        }
        catch (MalformedInputException ex) {
            throw unusable("it is not UTF-8");
        }
        catch (IOException ex) {
            throw unusable("it cannot be read (%s)".formatted(ex.getClass().getSimpleName()));
        }
    }

    private RepositoryName name(String name, int line) {
        if (!RepositoryName.isValid(name)) {
            throw unusable("line %d is '%s', which is not a name such as team/app, without host and tag".formatted(line,
                    Printable.of(name)));
        }
        return RepositoryName.of(name);
    }

    private IllegalArgumentException unusable(String why) {
        return new IllegalArgumentException(
                "catalog.file %s cannot be used: %s".formatted(Printable.of(this.file.toString()), why));
    }

}
