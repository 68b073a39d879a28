package dev.registryarchiver.job;

import java.util.List;
import java.util.Map;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.ImageDetails;
import dev.registryarchiver.image.ImageIndex;
import dev.registryarchiver.image.ImageManifest;
import dev.registryarchiver.image.ImageReference;
import dev.registryarchiver.image.Manifest;
import dev.registryarchiver.image.Platform;
import dev.registryarchiver.report.ImageDescription;
import dev.registryarchiver.selection.ImageInspector;
import dev.registryarchiver.selection.Inspection;

/** Gathers what there is to say about a reference. */
final class ImageDescriber {

    private static final ImageDetails NOTHING = new ImageDetails("", "", "", List.of(), List.of(), List.of(), List.of(),
            List.of(), Map.of(), List.of());

    private final ImageInspector inspector;

    private final ImageReference reference;

    private final String note;

    ImageDescriber(ImageInspector inspector, ImageReference reference, String note) {
        this.inspector = inspector;
        this.reference = reference;
        this.note = note;
    }

    ImageDescription describe(Manifest tagged) {
        Descriptor descriptor = tagged.descriptor();
        List<ImageDescription.Blob> platforms = (tagged instanceof ImageIndex index)
                ? this.inspector.platforms(this.reference.repository(), index)
                    .stream()
                    .map(ImageDescriber::blob)
                    .toList()
                : List.of();
        List<ImageDescription.Image> images = this.inspector.inspect(this.reference.repository(), tagged)
            .stream()
            .map((inspection) -> image(inspection, tagged))
            .toList();
        return new ImageDescription(this.reference.toString(), descriptor.digest().toString(), descriptor.mediaType(),
                descriptor.size(), this.note, platforms, images);
    }

    private static ImageDescription.Image image(Inspection inspection, Manifest tagged) {
        ImageDetails details = (inspection.details() != null) ? inspection.details() : NOTHING;
        // What cannot be archived can still be looked at.
        ImageManifest manifest = (inspection.manifest() == null && tagged instanceof ImageManifest itself) ? itself
                : inspection.manifest();
        return new ImageDescription.Image(inspection.platformChoice(), inspection.notAnImage(),
                inspection.platform().isUnknown() ? "" : inspection.platform().toString(),
                (manifest != null) ? manifest.descriptor().digest().toString() : "",
                (manifest != null) ? manifest.config().digest().toString() : "", inspection.created(),
                inspection.reason(), details.author(), details.user(), details.workingDirectory(), details.entrypoint(),
                details.command(), details.environment(), details.exposedPorts(), details.volumes(), details.labels(),
                (manifest != null) ? manifest.layers().stream().map(ImageDescriber::blob).toList() : List.of(),
                (manifest != null) ? manifest.contentSize() : 0,
                details.history()
                    .stream()
                    .map((step) -> new ImageDescription.Step(step.created(), step.createdBy(), step.emptyLayer()))
                    .toList());
    }

    private static ImageDescription.Blob blob(Descriptor descriptor) {
        Platform platform = descriptor.platform();
        return new ImageDescription.Blob((platform != null) ? platform.toString() : "", descriptor.digest().toString(),
                descriptor.size(), descriptor.mediaType());
    }

}
