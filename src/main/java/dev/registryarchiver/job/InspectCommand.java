package dev.registryarchiver.job;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.ImageReference;
import dev.registryarchiver.image.Manifest;
import dev.registryarchiver.image.Registry;
import dev.registryarchiver.image.Tag;
import dev.registryarchiver.registry.ManifestMissingException;
import dev.registryarchiver.registry.RegistryClient;
import dev.registryarchiver.registry.RegistryException;
import dev.registryarchiver.registry.RegistryProperties;
import dev.registryarchiver.report.ImageDescriptionWriter;
import dev.registryarchiver.selection.ImageInspector;
import dev.registryarchiver.selection.SelectionProperties;
import dev.registryarchiver.transport.HttpTransport;

/** The command {@code inspect}: one image of any registry, without its layers. */
final class InspectCommand implements Action {

    private final RegistryAccess access;

    private final Optional<Registry> configured;

    private final SelectionProperties selection;

    private final OutputFormat format;

    private final boolean digestOnly;

    private final Clock clock;

    private final PrintStream output;

    /**
     * @param digestOnly whether to print the digest and nothing else
     */
    InspectCommand(RegistryAccess access, RegistryProperties registry, SelectionProperties selection,
            OutputFormat format, boolean digestOnly, Clock clock, PrintStream output) {
        this.access = access;
        this.configured = registry.configured();
        this.selection = selection;
        this.format = format;
        this.digestOnly = digestOnly;
        this.clock = clock;
        this.output = output;
    }

    @Override
    public ExitCode execute(List<String> operands) throws IOException {
        ImageReference reference = ImageReference.of(operands.get(0), this.configured.orElse(null));
        try (HttpTransport transport = this.access.transport(reference.registry())) {
            RegistryClient client = new RegistryClient(
                    this.access.authorized(transport, reference.registry(), this.configured), reference.registry());
            if (this.digestOnly) {
                this.output.println(digest(client, reference));
            }
            else {
                describe(client, reference);
            }
        }
        return ExitCode.SUCCESS;
    }

    private void describe(RegistryClient client, ImageReference reference) {
        Manifest tagged = fetch(client, reference);
        ImageInspector inspector = new ImageInspector(client, this.selection, this.clock);
        ImageDescriber describer = new ImageDescriber(inspector, reference, note(client, reference));
        ImageDescriptionWriter writer = new ImageDescriptionWriter(this.output);
        if (this.format == OutputFormat.JSON) {
            writer.printJson(describer.describe(tagged));
        }
        else {
            writer.printText(describer.describe(tagged));
        }
    }

    // Some registries answer a HEAD without a digest, or not at all.
    private static Digest digest(RegistryClient client, ImageReference reference) {
        return head(client, reference).map(Descriptor::digest)
            .orElseGet(() -> fetch(client, reference).descriptor().digest());
    }

    private static Optional<Descriptor> head(RegistryClient client, ImageReference reference) {
        Digest digest = reference.digest();
        return (digest != null)
                ? client.headManifest(reference.repository(), digest)
                    .filter((descriptor) -> descriptor.digest().equals(digest))
                : client.headManifest(reference.repository(), tag(reference));
    }

    private static Manifest fetch(RegistryClient client, ImageReference reference) {
        Digest digest = reference.digest();
        try {
            return (digest != null) ? client.fetchManifest(reference.repository(), digest)
                    : client.fetchManifest(reference.repository(), tag(reference));
        }
        catch (ManifestMissingException ex) {
            throw missing(client, reference, ex);
        }
    }

    private static RuntimeException missing(RegistryClient client, ImageReference reference,
            ManifestMissingException cause) {
        try {
            List<Tag> tags = client.fetchTags(reference.repository());
            String what = (reference.digest() != null) ? "manifest " + reference.digest() : "tag " + tag(reference);
            String instead = tags.isEmpty() ? ". It has no tags of images."
                    : Suggestion.among(tags.stream().map(Tag::value).toList(), tag(reference).value());
            return new UsageException(
                    "%s at %s has no %s%s".formatted(reference.repository(), reference.registry(), what, instead));
        }
        catch (RegistryException ex) {
            return new UsageException("%s has no repository %s, or does not show it. Check its name."
                .formatted(reference.registry(), reference.repository()));
        }
    }

    // The digest decides; that the tag has moved on is worth knowing.
    private static String note(RegistryClient client, ImageReference reference) {
        if (reference.digest() == null || reference.tag() == null) {
            return "";
        }
        @Nullable Digest tagged = client.headManifest(reference.repository(), tag(reference))
            .map(Descriptor::digest)
            .orElse(null);
        if (tagged == null) {
            return "the registry does not tell where the tag %s points".formatted(reference.tag());
        }
        return tagged.equals(reference.digest()) ? ""
                : "the tag %s points at another image now, %s".formatted(reference.tag(), tagged);
    }

    private static Tag tag(ImageReference reference) {
        return (reference.tag() != null) ? reference.tag() : ImageReference.LATEST;
    }

}
