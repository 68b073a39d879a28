package dev.registryarchiver.image;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The config of an image: what it runs on, when it was built, which layers it consists
 * of.
 *
 * @param content the bytes as served; their digest is the image id
 * @param created build time as written, unparsed, or {@code null}
 * @param platform what it runs on; {@link Platform#isUnknown()} when it does not say
 * @param diffIds digests of the uncompressed layers, lowest first, as written
 * @param labels labels
 * @param lastHistoryCreated time of the newest history entry that has one, unparsed, or
 * {@code null}
 * @see <a href=
 * "https://github.com/opencontainers/image-spec/blob/main/config.md">image-spec,
 * config</a>
 */
public record ImageConfig(byte[] content, @Nullable String created, Platform platform, List<String> diffIds,
        Map<String, String> labels, @Nullable String lastHistoryCreated) {

    public ImageConfig {
        diffIds = List.copyOf(diffIds);
        labels = Map.copyOf(labels);
    }

}
