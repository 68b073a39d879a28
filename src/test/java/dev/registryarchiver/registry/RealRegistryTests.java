package dev.registryarchiver.registry;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import dev.registryarchiver.auth.AccessRefusedException;
import dev.registryarchiver.fake.Content;
import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.fake.TestIndex;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.ImageIndex;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.image.Tag;
import dev.registryarchiver.real.DockerRegistryServer;
import dev.registryarchiver.real.JwtTokenService;
import dev.registryarchiver.real.RegistryPusher;
import dev.registryarchiver.real.RequiresTool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The client against Debian's docker-registry. */
@RequiresTool("docker-registry")
class RealRegistryTests {

    private static final TestImage IMAGE = TestImage.createdAt("2026-01-02T03:04:05Z");

    private static final RepositoryName REPOSITORY = RepositoryName.of("team/app");

    @Test
    void l27L28PagesACatalogWithALimitOfItsOwnBehindAPath() {
        try (DockerRegistryServer server = DockerRegistryServer.with().prefix("/images").maxEntries(3).start()) {
            RegistryPusher pusher = RegistryPusher.anonymous(server.uri());
            List<String> pushed = List.of("a", "a/b", "a-b", "ab", "b", "c/d/e", "z");
            pushed.forEach((name) -> pusher.push(name, "1", IMAGE));
            RegistryClient client = TestClients.anonymous(server.uri());

            client.ping();
            List<RepositoryName> names = new ArrayList<>();
            for (CatalogPage page = client.fetchCatalogPage(null); page != null; page = (page.next() != null)
                    ? client.fetchCatalogPage(page.next()) : null) {
                assertThat(page.names()).hasSizeLessThanOrEqualTo(3);
                names.addAll(page.names());
            }

            assertThat(names).isEqualTo(pushed.stream().map(RepositoryName::of).toList());
        }
    }

    @Test
    void readsAnImageFromItsTagToTheLastByteOfItsLayer() throws IOException {
        try (DockerRegistryServer server = DockerRegistryServer.open()) {
            TestIndex index = TestIndex.of(IMAGE, IMAGE.withPlatform("linux/arm64"));
            RegistryPusher pusher = RegistryPusher.anonymous(server.uri());
            Descriptor pushed = pusher.push("team/app", "1.0", index);
            byte[] large = Content.zeros(3_000_000).bytes();
            Descriptor blob = pusher.pushBlob("team/app", Content.of(large));
            RegistryClient client = TestClients.anonymous(server.uri());

            assertThat(client.fetchTags(REPOSITORY)).containsExactly(Tag.of("1.0"));
            assertThat(client.headManifest(REPOSITORY, Tag.of("1.0"))).hasValue(pushed);
            ImageIndex read = (ImageIndex) client.fetchManifest(REPOSITORY, Tag.of("1.0"));
            assertThat(read.descriptor()).isEqualTo(pushed);
            assertThat(client.fetchManifest(REPOSITORY, read.manifests().get(0)).descriptor())
                .isEqualTo(IMAGE.manifestDescriptor());
            assertThat(client.fetchContent(REPOSITORY, IMAGE.configDescriptor())).isEqualTo(IMAGE.config());
            for (int offset : new int[] { 0, 1, 2_999_999, 3_000_000 }) {
                try (InputStream stream = client.openBlob(REPOSITORY, blob, offset)) {
                    assertThat(stream.readAllBytes()).isEqualTo(Arrays.copyOfRange(large, offset, large.length));
                }
            }
        }
    }

    @Test
    void l33SaysWhatIsMissing() {
        try (DockerRegistryServer server = DockerRegistryServer.open()) {
            RegistryPusher.anonymous(server.uri()).push("team/app", "1.0", IMAGE);
            RegistryClient client = TestClients.anonymous(server.uri());

            assertThatExceptionOfType(RepositoryMissingException.class)
                .isThrownBy(() -> client.fetchTags(RepositoryName.of("team/other")));
            assertThat(client.headManifest(REPOSITORY, Tag.of("2.0"))).isEmpty();
            assertThatExceptionOfType(ManifestMissingException.class)
                .isThrownBy(() -> client.fetchManifest(REPOSITORY, Tag.of("2.0")));
            assertThatExceptionOfType(BlobMissingException.class).isThrownBy(() -> client.openBlob(REPOSITORY,
                    TestImage.createdAt("2020-01-01T00:00:00Z").configDescriptor(), 0));
        }
    }

    @Test
    void walksThroughARegistryWithTokens() {
        try (JwtTokenService tokens = new JwtTokenService()
            .allow("ci", "secret", "registry:catalog:*", "repository:*:pull,push")
            .allow("guest", "guest", "repository:team/*:pull");
                DockerRegistryServer server = DockerRegistryServer.withTokenAuth(tokens)) {
            Stream.of("team/app", "other")
                .forEach((name) -> RegistryPusher.tokens(server.uri(), tokens).push(name, "1.0", IMAGE));
            RegistryClient user = TestClients.of(server.uri(), "ci", "secret");
            RegistryClient guest = TestClients.of(server.uri(), "guest", "guest");

            user.ping();
            assertThat(user.fetchCatalogPage(null).names()).containsExactly(RepositoryName.of("other"), REPOSITORY);
            assertThat(guest.fetchTags(REPOSITORY)).containsExactly(Tag.of("1.0"));
            assertThatExceptionOfType(AccessRefusedException.class).isThrownBy(() -> guest.fetchCatalogPage(null));
            assertThatExceptionOfType(AccessRefusedException.class)
                .isThrownBy(() -> guest.fetchTags(RepositoryName.of("other")));
        }
    }

}
