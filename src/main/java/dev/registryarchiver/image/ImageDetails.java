package dev.registryarchiver.image;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What a config says about running the image and about how it was made. Everything is as
 * its author wrote it; nothing here decides anything.
 *
 * @param author author, or empty
 * @param user user the process runs as, or empty
 * @param workingDirectory directory the process starts in, or empty
 * @param entrypoint entrypoint
 * @param command default arguments of the entrypoint, or the command itself
 * @param environment variables in the form {@code NAME=value}
 * @param exposedPorts ports such as {@code 8080/tcp}
 * @param volumes directories meant to be volumes
 * @param labels labels
 * @param history how the layers came about, lowest first
 * @see <a href=
 * "https://github.com/opencontainers/image-spec/blob/main/config.md#properties">image-spec,
 * config properties</a>
 */
public record ImageDetails(String author, String user, String workingDirectory, List<String> entrypoint,
        List<String> command, List<String> environment, List<String> exposedPorts, List<String> volumes,
        Map<String, String> labels, List<HistoryEntry> history) {

    public ImageDetails {
        entrypoint = List.copyOf(entrypoint);
        command = List.copyOf(command);
        environment = List.copyOf(environment);
        exposedPorts = List.copyOf(exposedPorts);
        volumes = List.copyOf(volumes);
        history = List.copyOf(history);
    }

    /**
     * One step of the build.
     *
     * @param created when, as written, or {@code null}
     * @param createdBy the instruction, or empty
     * @param emptyLayer whether it made no layer
     */
    public record HistoryEntry(@Nullable String created, String createdBy, boolean emptyLayer) {
    }

}
