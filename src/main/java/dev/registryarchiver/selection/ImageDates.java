package dev.registryarchiver.selection;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.image.ImageConfig;
import dev.registryarchiver.image.ImageIndex;
import dev.registryarchiver.image.ImageManifest;
import dev.registryarchiver.image.Manifest;
import dev.registryarchiver.image.Schema1Manifest;
import dev.registryarchiver.inventory.BuildDates;

/**
 * Where the documents of an image say when it was built.
 *
 * @see <a href=
 * "https://github.com/opencontainers/image-spec/blob/v1.1.1/annotations.md">OCI image
 * specification, annotations</a>
 */
final class ImageDates {

    private static final String CREATED = "org.opencontainers.image.created";

    private static final String BUILD_DATE = "org.label-schema.build-date";

    private ImageDates() {
    }

    /** What a tag says before anything it names is fetched. */
    static BuildDates ofTagged(Manifest tagged) {
        Instant annotation = (tagged instanceof ImageIndex index) ? instant(index.annotations().get(CREATED)) : null;
        return new BuildDates(null, null, annotation, null, null, null);
    }

    static BuildDates of(Schema1Manifest manifest) {
        return new BuildDates(instant(manifest.created()), null, null, null, null, null);
    }

    static BuildDates of(ImageManifest manifest, BuildDates index) {
        return new BuildDates(null, instant(manifest.annotations().get(CREATED)), index.indexAnnotation(), null, null,
                null);
    }

    static BuildDates of(ImageManifest manifest, ImageConfig config, BuildDates index) {
        return new BuildDates(instant(config.created()), instant(manifest.annotations().get(CREATED)),
                index.indexAnnotation(), instant(config.labels().get(CREATED)),
                instant(config.labels().get(BUILD_DATE)), instant(config.lastHistoryCreated()));
    }

    /** The dates of an image as another index names it. */
    static BuildDates under(BuildDates index, BuildDates image) {
        return new BuildDates(image.created(), image.manifestAnnotation(), index.indexAnnotation(), image.label(),
                image.buildDateLabel(), image.lastHistory());
    }

    private static @Nullable Instant instant(@Nullable String text) {
        return CreatedParser.parse(text).orElse(null);
    }

}
