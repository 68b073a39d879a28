package dev.registryarchiver.registry;

import java.net.URI;

import dev.registryarchiver.auth.Scope;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.RepositoryName;

/**
 * An upload of one blob as the registry knows it. Each answer may move it to another
 * address.
 *
 * @param repository where the blob goes
 * @param blob the blob
 * @param location where the next request goes, with whatever query it has
 * @param scope what that request needs
 * @param received how many bytes the registry says that it has
 * @param minChunk fewest bytes it takes in any chunk but the last
 * @see <a href=
 * "https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-a-blob-in-chunks">
 * distribution-spec, pushing a blob in chunks</a>
 */
record UploadSession(RepositoryName repository, Descriptor blob, URI location, Scope scope, long received,
        long minChunk) {

    UploadSession moved(URI to, long has) {
        return new UploadSession(this.repository, this.blob, to, this.scope, has, this.minChunk);
    }

    /** Whether nothing is left but to close it. */
    boolean isComplete() {
        return this.received == this.blob.size();
    }

    /** The address that closes it. */
    URI closing() {
        String address = this.location.toString();
        String digest = "digest=" + this.blob.digest().toString().replace(":", "%3A");
        return URI.create(address + (address.contains("?") ? "&" : "?") + digest);
    }

}
