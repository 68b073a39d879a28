package dev.registryarchiver.job;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import dev.registryarchiver.archive.ImageArchiveAssert;
import dev.registryarchiver.fake.ProductProfile;
import dev.registryarchiver.fake.ProductRegistry;
import dev.registryarchiver.fake.RecordedRequest;
import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.fake.TestIndex;
import dev.registryarchiver.fake.TestLayer;
import dev.registryarchiver.image.Descriptor;

import static org.assertj.core.api.Assertions.assertThat;

/** The whole program against the registries of every product. */
class ProductJobTests {

    private static final TestLayer BASE = TestLayer.of("base.txt", "mounted into every repository");

    private static final String API_TOKEN = "api-s3cret";

    private final Map<String, Descriptor> expected = new TreeMap<>();

    @TempDir
    private Path archives;

    @ParameterizedTest
    @EnumSource
    void archivesTheNewestImageOfEveryRepository(ProductProfile profile) {
        try (ProductRegistry product = new ProductRegistry(profile)) {
            fill(product);

            ProgramRun run = run(product, profile, source(product, profile));
            ProgramRun again = run(product, profile, source(product, profile));

            assertThat(run.exitCode()).as(run.output()).isZero();
            assertThat(run.output()).contains("5 repositories: 4 saved, 0 unchanged, 1 with nothing to save, 0 failed");
            assertThat(again.output()).contains("0 saved, 4 unchanged, 1 with nothing to save, 0 failed");
            isArchived();
            nobodyElseWasToldAnything(product, profile);
            Secrets secrets = Secrets.of(profile.auth().user(), profile.auth().secret())
                .andTokensIn(product.requests());
            secrets.areNotIn(run.output());
            secrets.areNotBelow(this.archives);
        }
    }

    @ParameterizedTest
    @CsvSource({ "HARBOR_ROBOT,Set catalog.source=harbor", "GITLAB,Set catalog.source=gitlab",
            "DOCKER_HUB,name the repositories in catalog.repositories",
            "GHCR,Name the repositories in catalog.repositories" })
    void saysHowToListWhereTheCatalogIsRefused(ProductProfile profile, String advice) {
        try (ProductRegistry product = new ProductRegistry(profile)) {
            fill(product);

            ProgramRun run = run(product, profile, List.of());

            assertThat(run.exitCode()).as(run.output()).isEqualTo(ExitCode.WRONG_CONFIGURATION.code());
            assertThat(run.complaints()).singleElement().asString().contains(advice);
        }
    }

    @ParameterizedTest
    @EnumSource(names = { "QUAY_ROBOT", "QUAY_API" })
    void emptyCatalogForStrangersIsNoSuccess(ProductProfile profile) {
        try (ProductRegistry product = new ProductRegistry(profile)) {
            fill(product);

            ProgramRun run = ProgramRun.of(this.archives, "--registry.url=" + product.uri());

            assertThat(run.exitCode()).as(run.output()).isEqualTo(ExitCode.WRONG_CONFIGURATION.code());
            assertThat(run.errors())
                .contains("shows strangers an empty catalog. Quay shows its catalog to users who log in only.");
        }
    }

    // The newest is not "latest", not the last by name and not the last pushed.
    private void fill(ProductRegistry product) {
        expect("team/app", "1.10.0", product.push("team/app", "1.10.0", image("2026-03-01T00:00:00Z").asDocker()));
        product.push("team/app", "1.9.0", image("2026-02-01T00:00:00Z").asDocker());
        product.push("team/app", "latest", image("2025-01-01T00:00:00Z").asDocker());
        TestImage newest = image("2026-03-02T00:00:00Z");
        product.push("team/web", "2", TestIndex.of(newest.withPlatform("linux/arm64"), newest));
        expect("team/web", "2", newest.manifestDescriptor());
        product.push("team/web", "1", TestIndex.of(image("2026-01-01T00:00:00Z")));
        expect("team/sub-app", "b", product.push("team/sub-app", "b", image("2026-01-01T02:00:00Z")));
        product.push("team/sub-app", "a", image("2026-01-01T10:00:00+09:00"));
        expect("team/zeta", "only", product.push("team/zeta", "only", image("2026-03-03T00:00:00Z")));
        product.empty("team/emptied");
    }

    private void expect(String repository, String tag, Descriptor root) {
        this.expected.put(repository + "/" + tag + "_", root);
    }

    private static TestImage image(String created) {
        return TestImage.createdAt(created).withLayers(BASE, TestLayer.of("created.txt", created));
    }

    private void isArchived() {
        List<String> files = List.copyOf(Archives.in(this.archives).keySet());
        assertThat(files).hasSize(this.expected.size());
        this.expected.forEach((start, root) -> {
            assertThat(files).filteredOn((file) -> file.startsWith(start)).hasSize(1);
            Path file = files.stream()
                .filter((each) -> each.startsWith(start))
                .map(this.archives::resolve)
                .findFirst()
                .orElseThrow();
            ImageArchiveAssert.assertThatArchive(file).hasRoot(root.digest(), root.mediaType());
        });
    }

    private static void nobodyElseWasToldAnything(ProductRegistry product, ProductProfile profile) {
        String secret = profile.auth().secret();
        assertThat(product.storageRequests().isEmpty()).isEqualTo(profile.blobs() == ProductProfile.Blobs.HERE);
        assertThat(product.storageRequests()).noneMatch(RecordedRequest::isAuthorized);
        assertThat(product.requests()).noneMatch((request) -> request.bearerToken().equals(API_TOKEN)
                || request.basicCredentials().contains(API_TOKEN) || request.text().contains(API_TOKEN));
        if (!profile.auth().realmElsewhere() && !secret.isEmpty()) {
            assertThat(product.apiRequests()).noneMatch((request) -> request.bearerToken().equals(secret)
                    || request.basicCredentials().contains(secret) || request.text().contains(secret));
        }
        assertThat(product.inventedScopes()).isEmpty();
    }

    private static List<String> source(ProductRegistry product, ProductProfile profile) {
        return switch (profile.api()) {
            case NONE -> List.of();
            case NAMES -> List.of("--catalog.repositories=" + String.join(",", product.names()));
            case HARBOR -> List.of("--catalog.source=harbor");
            case GITLAB -> List.of("--catalog.source=gitlab", "--catalog.namespaces=team");
            case QUAY -> List.of("--catalog.source=quay", "--catalog.namespaces=team");
            case GITHUB -> List.of("--catalog.source=ghcr", "--catalog.namespaces=Team",
                    "--catalog.api-url=" + product.api(), "--catalog.token=" + API_TOKEN);
            case DOCKER_HUB -> List.of("--catalog.source=docker-hub", "--catalog.namespaces=team",
                    "--catalog.api-url=" + product.api(), "--catalog.token=" + API_TOKEN);
        };
    }

    private ProgramRun run(ProductRegistry product, ProductProfile profile, List<String> source) {
        List<String> arguments = new ArrayList<>(source);
        arguments.add("--registry.url=" + product.uri());
        if (!profile.auth().user().isEmpty()) {
            arguments.add("--credentials.username=" + profile.auth().user());
            arguments.add("--credentials.password=" + profile.auth().secret());
        }
        return ProgramRun.of(this.archives, arguments.toArray(String[]::new));
    }

}
