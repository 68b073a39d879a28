package dev.registryarchiver.real;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.fake.TestIndex;
import dev.registryarchiver.image.MediaTypes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/** The fake registry answers as the real one does, word by word where it matters. */
@RequiresTool("docker-registry")
class FakeRegistryLikenessTests {

    private static final TestImage IMAGE = TestImage.createdAt("2026-01-02T03:04:05Z");

    private static final TestIndex LIST = TestIndex.of(IMAGE.asDocker().withPlatform("linux/arm64"), IMAGE.asDocker())
        .asDocker();

    private static final String BLOB = "/v2/team/app/blobs/" + IMAGE.configDescriptor().digest();

    private static final String MANIFEST = "/v2/team/app/manifests/" + IMAGE.digest();

    private static final String MISSING = "sha256:" + "0".repeat(64);

    private static final List<String> COMPARED_HEADERS = List.of("Content-Type", "Content-Length",
            "Docker-Content-Digest", "Docker-Distribution-Api-Version", "Etag", "Link", "Location", "Content-Range",
            "Accept-Ranges", "Cache-Control", "Allow");

    private static DockerRegistryServer real;

    private static FakeRegistry fake;

    @BeforeAll
    static void pushTheSameToBoth() {
        real = DockerRegistryServer.with().prefix("/images").maxEntries(4).start();
        fake = new FakeRegistry("/images");
        fake.limitCatalogPages(4);
        for (URI registry : List.of(real.uri(), fake.uri())) {
            RegistryPusher pusher = RegistryPusher.anonymous(registry);
            for (String repository : List.of("ab", "a-b", "a/b", "a")) {
                pusher.push(repository, "1", IMAGE);
            }
            pusher.push("team/app", "oci", IMAGE);
            pusher.push("team/app", "docker", IMAGE.asDocker());
            pusher.push("team/app", "list", LIST);
            pusher.push("team/app", "index", TestIndex.of(IMAGE));
        }
    }

    @AfterAll
    static void closeBoth() {
        real.close();
        fake.close();
    }

    @ParameterizedTest
    @MethodSource
    void fakeAnswersLikeTheRealOne(String method, String target, String[] headers) {
        HttpResponse<String> expected = Http.send(method, URI.create(real.uri() + target), headers);

        HttpResponse<String> actual = Http.send(method, URI.create(fake.uri() + target), headers);

        assertThat(describe(actual)).isEqualTo(describe(expected));
    }

    static Stream<Arguments> fakeAnswersLikeTheRealOne() {
        return Stream.of(exchange("ping", "GET", "/v2/"), exchange("catalog, default page", "GET", "/v2/_catalog"),
                exchange("catalog, first page", "GET", "/v2/_catalog?n=2"),
                exchange("catalog, second page", "GET", "/v2/_catalog?n=2&last=a%2Fb"),
                exchange("catalog, last page exactly full", "GET", "/v2/_catalog?n=1&last=ab"),
                exchange("catalog, nothing left", "GET", "/v2/_catalog?n=2&last=zzz"),
                exchange("catalog, n=0", "GET", "/v2/_catalog?n=0"),
                exchange("catalog, n=abc", "GET", "/v2/_catalog?n=abc"),
                exchange("catalog, n too large", "GET", "/v2/_catalog?n=5"),
                exchange("catalog, HEAD", "HEAD", "/v2/_catalog"),
                exchange("tags, unknown repository", "GET", "/v2/nobody/tags/list"),
                exchange("tags, bad name", "GET", "/v2/Nobody/tags/list"),
                exchange("manifest, unknown tag", "GET", "/v2/team/app/manifests/2"),
                exchange("manifest, unknown repository", "GET", "/v2/nobody/manifests/2"),
                exchange("manifest, unknown digest", "GET", "/v2/team/app/manifests/" + MISSING),
                exchange("OCI manifest", "GET", "/v2/team/app/manifests/oci", "Accept", MediaTypes.OCI_MANIFEST),
                exchange("OCI manifest, HEAD", "HEAD", "/v2/team/app/manifests/oci", "Accept", MediaTypes.OCI_MANIFEST),
                exchange("OCI manifest by digest", "GET", MANIFEST, "Accept", MediaTypes.OCI_MANIFEST),
                exchange("OCI manifest, several Accept headers", "GET", MANIFEST, "Accept", MediaTypes.OCI_INDEX,
                        "Accept", MediaTypes.OCI_MANIFEST),
                exchange("OCI manifest without Accept", "GET", "/v2/team/app/manifests/oci"),
                exchange("OCI manifest, Accept */*", "GET", MANIFEST, "Accept", "*/*"),
                exchange("OCI manifest, known", "GET", MANIFEST, "Accept", MediaTypes.OCI_MANIFEST, "If-None-Match",
                        "\"" + IMAGE.digest() + "\""),
                exchange("OCI index without Accept", "GET", "/v2/team/app/manifests/index"),
                exchange("Docker manifest", "GET", "/v2/team/app/manifests/docker", "Accept",
                        MediaTypes.DOCKER_MANIFEST),
                exchange("Docker manifest by digest without Accept", "GET",
                        "/v2/team/app/manifests/" + IMAGE.asDocker().digest()),
                exchange("Docker list", "GET", "/v2/team/app/manifests/list", "Accept",
                        MediaTypes.DOCKER_MANIFEST_LIST),
                exchange("Docker list, only manifests accepted", "GET", "/v2/team/app/manifests/list", "Accept",
                        MediaTypes.DOCKER_MANIFEST),
                exchange("blob", "GET", BLOB), exchange("blob, HEAD", "HEAD", BLOB),
                exchange("blob, unknown", "GET", "/v2/team/app/blobs/" + MISSING),
                exchange("blob, bad digest", "GET", "/v2/team/app/blobs/sha256:12"),
                exchange("blob, from the middle", "GET", BLOB, "Range", "bytes=10-"),
                exchange("blob, a part", "GET", BLOB, "Range", "bytes=10-19"),
                exchange("blob, end beyond its end", "GET", BLOB, "Range", "bytes=10-9999"),
                exchange("blob, behind its end", "HEAD", BLOB, "Range",
                        "bytes=" + IMAGE.configDescriptor().size() + "-"),
                exchange("no such route", "GET", "/v2/x"));
    }

    @Test
    void fakeListsTheSameTags() {
        String tags = "/v2/team/app/tags/list";

        assertThat(Http.json(Http.get(URI.create(fake.uri() + tags))).path("tags").valueStream())
            .containsExactlyInAnyOrderElementsOf(
                    Http.json(Http.get(URI.create(real.uri() + tags))).path("tags").valueStream().toList());
    }

    private static Arguments exchange(String name, String method, String target, String... headers) {
        return argumentSet(name, method, target, headers);
    }

    private static String describe(HttpResponse<String> response) {
        List<String> lines = new ArrayList<>();
        lines.add(String.valueOf(response.statusCode()));
        boolean error = response.statusCode() >= 400;
        COMPARED_HEADERS.stream()
            .filter((name) -> !error || !name.equals("Content-Length"))
            .forEach((name) -> lines.add(name + ": " + response.headers().allValues(name)));
        // The details of errors are nobody's business.
        lines.add((error && response.body().startsWith("{")) ? Http.json(response).at("/errors/0/code").asString()
                : response.body());
        return String.join("\n", lines);
    }

}
