package dev.registryarchiver.real;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import dev.registryarchiver.fake.RecordedRequest;
import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.fake.TestIndex;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.MediaTypes;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@RequiresTool("docker-registry")
class DockerRegistryServerTests {

    private static final TestImage IMAGE = TestImage.createdAt("2026-01-02T03:04:05Z");

    @Test
    void openRegistryServesWhatWasPushed() {
        try (DockerRegistryServer server = DockerRegistryServer.open()) {
            TestIndex index = TestIndex.of(IMAGE, IMAGE.withPlatform("linux/arm64")).withAttestation(IMAGE.digest());

            Descriptor pushed = RegistryPusher.anonymous(server.uri()).push("team/app", "1.0", index);

            HttpResponse<String> response = get(server, "/v2/team/app/manifests/1.0", "Accept", MediaTypes.OCI_INDEX);
            assertThat(response.body().getBytes(StandardCharsets.UTF_8)).matches(pushed::matches);
            assertThat(response.headers().firstValue("Docker-Content-Digest")).hasValue(pushed.digest().toString());
            assertThat(get(server, "/v2/team/app/blobs/" + IMAGE.configDescriptor().digest()).body())
                .isEqualTo(new String(IMAGE.config(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void serverObeysPrefixPageLimitAndOtherSettings() {
        try (DockerRegistryServer server = DockerRegistryServer.with()
            .prefix("/images")
            .maxEntries(2)
            .set("http.headers.X-Test", new String[] { "yes" })
            .start()) {
            RegistryPusher pusher = RegistryPusher.anonymous(server.uri());
            pusher.push("a", "1", IMAGE);
            pusher.push("b", "1", IMAGE);
            pusher.push("c", "1", IMAGE);

            HttpResponse<String> page = get(server, "/v2/_catalog?n=2");
            HttpResponse<String> tooLarge = get(server, "/v2/_catalog?n=3");

            assertThat(server.uri()).hasPath("/images");
            assertThat(page.headers().firstValue("Link")).hasValue("</images/v2/_catalog?last=b&n=2>; rel=\"next\"");
            assertThat(page.headers().firstValue("X-Test")).hasValue("yes");
            assertThat(tooLarge.statusCode()).isEqualTo(400);
        }
    }

    @Test
    @RequiresTool("htpasswd")
    void htpasswdRegistryWantsBasic() {
        try (DockerRegistryServer server = DockerRegistryServer.withHtpasswd("alice", "p@:ss wörd")) {
            RegistryPusher.basic(server.uri(), "alice", "p@:ss wörd").push("team/app", "1.0", IMAGE);

            HttpResponse<String> anonymous = get(server, "/v2/");
            HttpResponse<String> wrong = get(server, "/v2/", "Authorization", Http.basic("alice", "wrong"));
            HttpResponse<String> right = get(server, "/v2/team/app/tags/list", "Authorization",
                    Http.basic("alice", "p@:ss wörd"));

            assertThat(anonymous.statusCode()).isEqualTo(401);
            assertThat(anonymous.headers().firstValue("WWW-Authenticate")).hasValue("Basic realm=\"real registry\"");
            assertThat(wrong.statusCode()).isEqualTo(401);
            assertThat(right.body()).isEqualToIgnoringWhitespace("{\"name\":\"team/app\",\"tags\":[\"1.0\"]}");
        }
    }

    @Test
    void tokenRegistryBelievesTheTokenService() {
        try (JwtTokenService service = new JwtTokenService().allow("alice", "secret", "repository:team/**:pull",
                "registry:catalog:*"); DockerRegistryServer server = DockerRegistryServer.withTokenAuth(service)) {
            RegistryPusher.tokens(server.uri(), service).push("team/app", "1.0", IMAGE);

            HttpResponse<String> challenged = get(server, "/v2/team/app/tags/list");
            HttpResponse<String> tags = get(server, "/v2/team/app/tags/list", "Authorization",
                    token(service, "alice", "secret", "repository:team/app:pull,push"));
            HttpResponse<String> catalog = get(server, "/v2/_catalog", "Authorization",
                    token(service, "alice", "secret", "registry:catalog:*"));

            assertThat(challenged.statusCode()).isEqualTo(401);
            assertThat(challenged.headers().firstValue("WWW-Authenticate"))
                .hasValue("Bearer realm=\"%s\",service=\"%s\",scope=\"repository:team/app:pull\""
                    .formatted(service.realm(), JwtTokenService.SERVICE));
            assertThat(tags.body()).contains("1.0");
            assertThat(catalog.body()).contains("team/app");
            assertThat(service.requests()).extracting(RecordedRequest::authorizationScheme)
                .containsExactly("Basic", "Basic");
        }
    }

    @Test
    void tokenRegistryRefusesWhatWasNotGranted() {
        try (JwtTokenService service = new JwtTokenService().allow("alice", "secret", "repository:team/**:pull");
                DockerRegistryServer server = DockerRegistryServer.withTokenAuth(service)) {
            String empty = token(service, "alice", "secret", "repository:other/app:pull");
            String expired = token(service.lifetime(Duration.ofMinutes(-2)), "alice", "secret",
                    "repository:team/app:pull");

            HttpResponse<String> insufficient = get(server, "/v2/other/app/tags/list", "Authorization", empty);
            HttpResponse<String> invalid = get(server, "/v2/team/app/tags/list", "Authorization", expired);

            assertThat(insufficient.statusCode()).isEqualTo(401);
            assertThat(insufficient.headers().firstValue("WWW-Authenticate").orElseThrow())
                .contains("error=\"insufficient_scope\"");
            assertThat(invalid.statusCode()).isEqualTo(401);
            assertThat(invalid.headers().firstValue("WWW-Authenticate").orElseThrow())
                .contains("error=\"invalid_token\"");
        }
    }

    @Test
    void tokenServiceRefusesWrongPasswordsAndStrangers() {
        try (JwtTokenService service = new JwtTokenService().allow("alice", "secret", "repository:**:pull")) {
            assertThat(ask(service, Http.basic("alice", "wrong"), "repository:a:pull").statusCode()).isEqualTo(401);
            assertThat(Http.get(service.realm()).statusCode()).isEqualTo(401);

            service.allowAnonymous("repository:public/*:pull");

            assertThat(Http.get(service.realm()).statusCode()).isEqualTo(200);
        }
    }

    @Test
    @RequiresTool("skopeo")
    void skopeoAgreesOnTheDigest() {
        try (JwtTokenService service = new JwtTokenService().allow("alice", "secret", "repository:**:pull");
                DockerRegistryServer server = DockerRegistryServer.withTokenAuth(service)) {
            Descriptor docker = RegistryPusher.tokens(server.uri(), service)
                .push("team/app", "docker", IMAGE.asDocker());
            Descriptor oci = RegistryPusher.tokens(server.uri(), service).push("team/app", "oci", IMAGE);

            assertThat(skopeoDigest(server, "team/app:docker")).isEqualTo(docker.digest().toString());
            assertThat(skopeoDigest(server, "team/app:oci")).isEqualTo(oci.digest().toString());
        }
    }

    @Test
    void serverThatCannotStartSaysWhy() {
        assertThatExceptionOfType(IllegalStateException.class)
            .isThrownBy(() -> DockerRegistryServer.with().set("http.addr", "127.0.0.1:nonsense").start())
            .withMessageContaining("nonsense");
    }

    private static String skopeoDigest(DockerRegistryServer server, String image) {
        return Tools
            .run("skopeo", "inspect", "--tls-verify=false", "--creds", "alice:secret", "--format", "{{.Digest}}",
                    "docker://" + server.host() + "/" + image)
            .requireSuccess()
            .stdout()
            .strip();
    }

    private static String token(JwtTokenService service, String username, String password, String scope) {
        return "Bearer " + Http.json(ask(service, Http.basic(username, password), scope)).path("token").asString();
    }

    private static HttpResponse<String> ask(JwtTokenService service, String authorization, String scope) {
        String query = "?service=" + URLEncoder.encode(JwtTokenService.SERVICE, StandardCharsets.UTF_8) + "&scope="
                + URLEncoder.encode(scope, StandardCharsets.UTF_8);
        return Http.get(URI.create(service.realm() + query), "Authorization", authorization);
    }

    private static HttpResponse<String> get(DockerRegistryServer server, String path, String... headers) {
        return Http.get(URI.create(server.uri() + path), headers);
    }

}
