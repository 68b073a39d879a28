package dev.registryarchiver.archive;

import java.io.FileNotFoundException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Optional;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.MediaTypes;
import dev.registryarchiver.image.RepositoryName;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ClassicHttpResponse;

/** Reads images from a registry over real HTTP, as trusting as it can be. */
class RegistryImageSource implements ImageSource {

    // The client of the JDK drops what it has received when a connection breaks.
    private final CloseableHttpClient client = HttpClients.custom()
        .disableAutomaticRetries()
        .disableContentCompression()
        .build();

    private final URI registry;

    RegistryImageSource(URI registry) {
        this.registry = registry;
    }

    @Override
    public Optional<byte[]> fetchDocument(RepositoryName repository, Descriptor descriptor) {
        boolean manifest = MediaTypes.isIndex(descriptor.mediaType())
                || MediaTypes.isImageManifest(descriptor.mediaType()) || MediaTypes.isSchema1(descriptor.mediaType());
        HttpGet request = request(repository, manifest ? "manifests" : "blobs", descriptor);
        request.addHeader("Accept", manifest ? descriptor.mediaType() : "*/*");
        try (ClassicHttpResponse response = this.client.executeOpen(null, request, null)) {
            return (response.getCode() == 200) ? Optional.of(response.getEntity().getContent().readAllBytes())
                    : Optional.empty();
        }
        catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    @Override
    public InputStream openBlob(RepositoryName repository, Descriptor descriptor, long offset) throws IOException {
        HttpGet request = request(repository, "blobs", descriptor);
        if (offset > 0) {
            request.addHeader("Range", "bytes=%d-".formatted(offset));
        }
        ClassicHttpResponse response = this.client.executeOpen(null, request, null);
        if (response.getCode() != ((offset > 0) ? 206 : 200)) {
            response.close();
            throw (response.getCode() == 404) ? new FileNotFoundException()
                    : new IOException("Status " + response.getCode());
        }
        return stream(response);
    }

    private static InputStream stream(ClassicHttpResponse response) throws IOException {
        return new FilterInputStream(response.getEntity().getContent()) {

            @Override
            public void close() throws IOException {
                response.close();
            }

        };
    }

    @Override
    public Optional<InputStream> openPart(RepositoryName repository, Descriptor descriptor, long offset, long end)
            throws IOException {
        HttpGet request = request(repository, "blobs", descriptor);
        request.addHeader("Range", "bytes=%d-%d".formatted(offset, end - 1));
        ClassicHttpResponse response = this.client.executeOpen(null, request, null);
        if (response.getCode() != 206) {
            response.close();
            return Optional.empty();
        }
        return Optional.of(stream(response));
    }

    private HttpGet request(RepositoryName repository, String kind, Descriptor descriptor) {
        return new HttpGet("%s/v2/%s/%s/%s".formatted(this.registry, repository, kind, descriptor.digest()));
    }

}
