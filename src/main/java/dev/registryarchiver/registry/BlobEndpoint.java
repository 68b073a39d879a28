package dev.registryarchiver.registry;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

import dev.registryarchiver.auth.Scope;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Registry;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.transport.Request;
import dev.registryarchiver.transport.Response;

/**
 * Layers and other blobs as streams, from their beginning or from where an earlier stream
 * broke.
 *
 * @see <a href=
 * "https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-blobs">
 * distribution-spec, pulling blobs</a>
 */
final class BlobEndpoint {

    private static final int OK = 200;

    private static final int PARTIAL_CONTENT = 206;

    private static final int NOT_FOUND = 404;

    private static final int RANGE_NOT_SATISFIABLE = 416;

    private final RegistryExchange exchange;

    private final Registry registry;

    BlobEndpoint(RegistryExchange exchange, Registry registry) {
        this.exchange = exchange;
        this.registry = registry;
    }

    InputStream open(RepositoryName repository, Descriptor blob, long offset) throws IOException {
        if (offset < 0 || offset > blob.size()) {
            throw new IllegalArgumentException(
                    "Offset %d lies outside of the %d bytes of %s".formatted(offset, blob.size(), blob.digest()));
        }
        if (offset == blob.size()) {
            return InputStream.nullInputStream();
        }
        return (offset == 0) ? openWhole(repository, blob, 0) : openRest(repository, blob, offset);
    }

    Optional<InputStream> openPart(RepositoryName repository, Descriptor blob, long offset, long end)
            throws IOException {
        Request request = request(repository, blob).withHeader("Range", "bytes=%d-%d".formatted(offset, end - 1));
        Response response = this.exchange.open(request, Scope.pull(repository));
        if (!isPart(response, blob, offset, end)) {
            response.close();
            return Optional.empty();
        }
        return Optional.of(new BlobStream(repository, blob, response, response.body(), 0, end - offset));
    }

    /**
     * Asked with GET, because signed addresses of storages are good for nothing else, and
     * for one byte.
     */
    boolean isThere(RepositoryName repository, Descriptor blob) {
        Request request = request(repository, blob).withHeader("Range", "bytes=0-0");
        return this.exchange.exchange(request, Scope.pull(repository), (response) -> {
            if (response.status() == NOT_FOUND) {
                return false;
            }
            if (response.isSuccessful() || response.status() == RANGE_NOT_SATISFIABLE) {
                return true;
            }
            throw RegistryExchange.refusal("look for blob %s of %s".formatted(blob.digest(), repository), response);
        });
    }

    private InputStream openRest(RepositoryName repository, Descriptor blob, long offset) throws IOException {
        Response response = this.exchange
            .open(request(repository, blob).withHeader("Range", "bytes=%d-".formatted(offset)), Scope.pull(repository));
        if (isPart(response, blob, offset, blob.size())) {
            return new BlobStream(repository, blob, response, response.body(), 0, blob.size() - offset);
        }
        if (response.status() == PARTIAL_CONTENT || response.status() == RANGE_NOT_SATISFIABLE) {
            // Other bytes than those asked for; distribution 2.8 even announces a wrong
            // length with its 416, so its body is left alone.
            response.close();
            return openWhole(repository, blob, offset);
        }
        return whole(repository, blob, response, offset);
    }

    private InputStream openWhole(RepositoryName repository, Descriptor blob, long offset) throws IOException {
        return whole(repository, blob, this.exchange.open(request(repository, blob), Scope.pull(repository)), offset);
    }

    private static InputStream whole(RepositoryName repository, Descriptor blob, Response response, long offset)
            throws IOException {
        try {
            check(repository, blob, response);
            return new BlobStream(repository, blob, response, content(repository, blob, response), offset,
                    blob.size() - offset);
        }
        catch (RuntimeException | IOException ex) {
            response.close();
            throw ex;
        }
    }

    private static void check(RepositoryName repository, Descriptor blob, Response response) {
        String action = "fetch blob %s of %s".formatted(blob.digest(), repository);
        if (response.status() == NOT_FOUND) {
            throw RegistryExchange.notFound(action, response, () -> new BlobMissingException(repository, blob));
        }
        if (response.status() != OK) {
            throw RegistryExchange.refusal(action, response);
        }
    }

    private static InputStream content(RepositoryName repository, Descriptor blob, Response response)
            throws IOException {
        long length = response.contentLength().orElse(-1);
        if (length == blob.size()) {
            return response.body();
        }
        if (ContentCoding.isGzip(response)) {
            // What is merely labelled as compressed has the length of the blob.
            return new GZIPInputStream(response.body());
        }
        if (length != -1) {
            throw ContentMismatchException.ofSize(repository, blob, length);
        }
        return response.body();
    }

    private static boolean isPart(Response response, Descriptor blob, long offset, long end) {
        return response.status() == PARTIAL_CONTENT && ContentRange.is(response, offset, end, blob.size())
                && response.contentLength().orElse(end - offset) == end - offset;
    }

    private Request request(RepositoryName repository, Descriptor blob) {
        return Request.get(this.registry.api(repository + "/blobs/" + blob.digest(), ""));
    }

}
