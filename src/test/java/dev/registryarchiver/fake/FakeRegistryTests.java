package dev.registryarchiver.fake;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.MediaTypes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FakeRegistryTests {

    private final FakeRegistry registry = new FakeRegistry();

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void close() {
        this.registry.close();
    }

    @Test
    void servesManifestConfigAndLayerOfPushedImage() {
        TestImage image = TestImage.createdAt("2026-01-02T03:04:05Z");

        Descriptor pushed = this.registry.push("team/app", "1.0", image);

        HttpResponse<byte[]> manifest = get("/v2/team/app/manifests/1.0", "Accept", MediaTypes.OCI_MANIFEST);
        assertThat(manifest.body()).matches(pushed::matches);
        assertThat(manifest.headers().firstValue("Docker-Content-Digest")).hasValue(pushed.digest().toString());
        assertThat(get("/v2/team/app/blobs/" + image.configDescriptor().digest()).body()).isEqualTo(image.config());
        assertThat(get("/v2/team/app/blobs/" + image.layerDescriptors().get(0).digest()).body())
            .matches(image.layerDescriptors().get(0)::matches);
    }

    private HttpResponse<byte[]> get(String target, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(this.registry.uri(target));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return this.client.send(request.build(), BodyHandlers.ofByteArray());
        }
        catch (IOException ex) {
            throw new AssertionError(ex);
        }
        catch (InterruptedException ex) {
            throw new AssertionError(ex);
        }
    }

}
