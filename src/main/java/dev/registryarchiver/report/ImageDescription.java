package dev.registryarchiver.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Everything worth knowing of one reference, as {@code inspect} shows it. The components
 * are the fields of its JSON form.
 *
 * @param reference the reference in full
 * @param digest digest of what it points at
 * @param mediaType media type of that document
 * @param size length of that document in bytes
 * @param note what else is worth reading, or empty
 * @param platforms the manifests that an index names; empty when it is none
 * @param images the image of each platform that was asked for
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ImageDescription(String reference, String digest, String mediaType, long size, String note,
        List<Blob> platforms, List<Image> images) {

    /**
     * A manifest or blob.
     *
     * @param platform what it runs on, or empty where that makes no sense
     * @param digest its digest
     * @param size its length in bytes
     * @param mediaType its media type
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Blob(String platform, String digest, long size, String mediaType) {
    }

    /**
     * The image of one platform.
     *
     * @param asked the platform that was asked for
     * @param notAnImage why it could not be archived, or empty
     * @param platform what it runs on
     * @param digest digest of its manifest
     * @param imageId digest of its config
     * @param created when it was built, or {@code null}
     * @param createdBecause which date decided
     * @param author author
     * @param user user the process runs as
     * @param workingDirectory directory it starts in
     * @param entrypoint entrypoint
     * @param command command
     * @param environment variables
     * @param exposedPorts exposed ports
     * @param volumes volumes
     * @param labels labels
     * @param layers layers, lowest first
     * @param size bytes of config and layers
     * @param history how it was built
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Image(String asked, String notAnImage, String platform, String digest, String imageId,
            @Nullable Instant created, String createdBecause, String author, String user, String workingDirectory,
            List<String> entrypoint, List<String> command, List<String> environment, List<String> exposedPorts,
            List<String> volumes, Map<String, String> labels, List<Blob> layers, long size, List<Step> history) {
    }

    /**
     * One step of the build.
     *
     * @param created when, as its builder wrote it
     * @param createdBy the instruction
     * @param emptyLayer whether it made no layer
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Step(@Nullable String created, String createdBy, boolean emptyLayer) {
    }

}
