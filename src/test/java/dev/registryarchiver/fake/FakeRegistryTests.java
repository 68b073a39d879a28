package dev.registryarchiver.fake;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.stream.IntStream;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.MediaTypes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class FakeRegistryTests {

    private static final TestImage IMAGE = TestImage.createdAt("2026-01-02T03:04:05Z");

    private final FakeRegistry registry = new FakeRegistry();

    private final Client client = new Client();

    @AfterEach
    void close() {
        this.registry.close();
    }

    @Test
    void servesManifestConfigAndLayerOfPushedImage() throws IOException {
        Descriptor pushed = this.registry.push("team/app", "1.0", IMAGE);

        HttpResponse<byte[]> manifest = get("/v2/team/app/manifests/1.0", "Accept", MediaTypes.OCI_MANIFEST);
        assertThat(manifest.body()).matches(pushed::matches);
        assertThat(manifest.headers().firstValue("Docker-Content-Digest")).hasValue(pushed.digest().toString());
        assertThat(get("/v2/team/app/blobs/" + IMAGE.configDescriptor().digest()).body()).isEqualTo(IMAGE.config());
        assertThat(get("/v2/team/app/blobs/" + IMAGE.layerDescriptors().get(0).digest()).body())
            .matches(IMAGE.layerDescriptors().get(0)::matches);
    }

    @Test
    void servesEveryPlatformOfPushedIndex() throws IOException {
        TestImage arm = IMAGE.withPlatform("linux/arm64");

        Descriptor pushed = this.registry.push("team/app", "1.0",
                TestIndex.of(IMAGE, arm).withAttestation(arm.digest()));

        HttpResponse<byte[]> index = get("/v2/team/app/manifests/1.0", "Accept", MediaTypes.OCI_INDEX);
        assertThat(index.body()).matches(pushed::matches);
        assertThat(Client.json(index).path("manifests").valueStream()).hasSize(3)
            .allSatisfy((entry) -> assertThat(
                    get("/v2/team/app/manifests/" + entry.path("digest").asString(), "Accept", MediaTypes.OCI_MANIFEST)
                        .statusCode())
                .isEqualTo(200));
    }

    @Test
    void lacksChildrenThatAreToBeMissing() throws IOException {
        this.registry.push("team/app", "1.0", TestIndex.of().withMissingEntry(IMAGE, IMAGE.platform()));

        assertThat(get("/v2/team/app/manifests/" + IMAGE.digest(), "Accept", MediaTypes.OCI_MANIFEST).statusCode())
            .isEqualTo(404);
    }

    @Test
    void catalogLinksToItsNextPageBelowThePrefix() throws IOException {
        try (FakeRegistry prefixed = new FakeRegistry("/artifactory/docker")) {
            prefixed.createRepository("a-b");
            prefixed.createRepository("a/b");
            prefixed.createRepository("c");

            HttpResponse<byte[]> first = this.client.get(prefixed.uri("/artifactory/docker/v2/_catalog?n=1"));
            HttpResponse<byte[]> outside = this.client.get(prefixed.uri("/v2/"));

            assertThat(Client.text(first)).isEqualToIgnoringWhitespace("{\"repositories\":[\"a/b\"]}");
            assertThat(first.headers().firstValue("Link"))
                .hasValue("</artifactory/docker/v2/_catalog?last=a%2Fb&n=1>; rel=\"next\"");
            assertThat(outside.statusCode()).isEqualTo(404);
        }
    }

    @Test
    void tagsComeInOnePieceUnlessToldOtherwise() throws IOException {
        IntStream.range(0, 150).forEach((i) -> this.registry.push("app", "1." + i, IMAGE));

        HttpResponse<byte[]> whole = get("/v2/app/tags/list?n=10");
        this.registry.pageTags(100);
        HttpResponse<byte[]> page = get("/v2/app/tags/list");

        assertThat(Client.json(whole).path("tags").size()).isEqualTo(150);
        assertThat(whole.headers().firstValue("Link")).isEmpty();
        assertThat(Client.json(page).path("tags").size()).isEqualTo(100);
        assertThat(page.headers().firstValue("Link")).hasValue("</v2/app/tags/list?last=1.53&n=100>; rel=\"next\"");
    }

    @Test
    void emptyRepositoryHasNullTags() throws IOException {
        this.registry.createRepository("empty");

        assertThat(Client.text(get("/v2/empty/tags/list")))
            .isEqualToIgnoringWhitespace("{\"name\":\"empty\",\"tags\":null}");
    }

    @Test
    void whatWasDeletedIsGone() throws IOException {
        Descriptor pushed = this.registry.push("app", "1", IMAGE);
        this.registry.push("app", "2", IMAGE);

        this.registry.deleteTag("app", "1");
        this.registry.deleteBlob("app", IMAGE.configDescriptor().digest());
        HttpResponse<byte[]> tags = get("/v2/app/tags/list");
        HttpResponse<byte[]> config = get("/v2/app/blobs/" + IMAGE.configDescriptor().digest());
        this.registry.deleteManifest("app", pushed.digest());
        HttpResponse<byte[]> dangling = get("/v2/app/manifests/2", "Accept", MediaTypes.OCI_MANIFEST);
        this.registry.deleteRepository("app");

        assertThat(Client.json(tags).path("tags").valueStream()).extracting(JsonNode::asString).containsExactly("2");
        assertThat(config.statusCode()).isEqualTo(404);
        assertThat(dangling.statusCode()).isEqualTo(404);
        assertThat(Client.json(get("/v2/_catalog")).path("repositories").isEmpty()).isTrue();
    }

    @Test
    void gigabytesTakeNoMemory() throws IOException {
        long size = 9L << 30;
        Descriptor blob = this.registry.pushBlob("app", Content.zeros(size), Digest.of("sha256:" + "9".repeat(64)));

        HttpResponse<byte[]> end = get("/v2/app/blobs/" + blob.digest(), "Range", "bytes=" + (size - 3) + "-");

        assertThat(end.statusCode()).isEqualTo(206);
        assertThat(end.headers().firstValue("Content-Range")).hasValue("bytes 9663676413-9663676415/9663676416");
        assertThat(end.body()).containsExactly(0, 0, 0);
    }

    @Test
    void rawDocumentIsServedAsItIs() throws IOException {
        this.registry.push("app", "odd", TestDocument.of("text/plain; charset=utf-8", "{}\n"));

        HttpResponse<byte[]> odd = get("/v2/app/manifests/odd");

        assertThat(Client.text(odd)).isEqualTo("{}\n");
        assertThat(odd.headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
    }

    @Test
    void basicLetsOneUserIn() throws IOException {
        this.registry.requireBasic("alice", "p@:ss wörd");

        HttpResponse<byte[]> anonymous = get("/v2/");
        HttpResponse<byte[]> wrong = get("/v2/", "Authorization", Client.basic("alice", "secret"));
        HttpResponse<byte[]> right = get("/v2/", "Authorization", Client.basic("alice", "p@:ss wörd"));

        assertThat(anonymous.statusCode()).isEqualTo(401);
        assertThat(anonymous.headers().firstValue("WWW-Authenticate")).hasValue("Basic realm=\"fake registry\"");
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(right.statusCode()).isEqualTo(200);
    }

    @Test
    void remembersWhatItWasAsked() throws IOException {
        get("/v2/_catalog?n=5&last=a%2Fb", "Authorization", "Bearer abc", "X-Twice", "1", "X-Twice", "2");
        this.client.head(this.registry.uri("/v2/app/manifests/1"));

        RecordedRequest request = this.registry.requests("GET").get(0);
        assertThat(request).hasToString("GET /v2/_catalog?n=5&last=a%2Fb");
        assertThat(request.parameter("last")).isEqualTo("a/b");
        assertThat(request.authorizationScheme()).isEqualTo("Bearer");
        assertThat(request.bearerToken()).isEqualTo("abc");
        assertThat(request.headers("x-twice")).containsExactly("1", "2");
        assertThat(this.registry.requests("HEAD", "/v2/.*/manifests/1")).hasSize(1);
        assertThat(this.registry.count("/v2/app/")).isEqualTo(1);
        assertThat(this.registry.connections()).isEqualTo(1);
        assertThat(this.registry.peakConcurrency()).isEqualTo(1);
        this.registry.clearRequests();
        assertThat(this.registry.requests()).isEmpty();
    }

    private HttpResponse<byte[]> get(String target, String... headers) throws IOException {
        return this.client.get(this.registry.uri(target), headers);
    }

}
