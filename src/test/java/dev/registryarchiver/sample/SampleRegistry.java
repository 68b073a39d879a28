package dev.registryarchiver.sample;

import java.net.URI;

import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.TestArtifacts;
import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.fake.TestIndex;
import dev.registryarchiver.fake.TestLayer;

/**
 * A registry of seven small repositories that wants tokens. In each of them the newest
 * image is a little harder to find than it looks.
 */
public final class SampleRegistry implements AutoCloseable {

    /** Who may read it. */
    public static final String USERNAME = "sample";

    /** Their password; it opens nothing but this. */
    public static final String PASSWORD = "sample-password";

    private static final int LAYER_SIZE = 200_000;

    // Shared by several images, as base layers are.
    private static final TestLayer BASE = TestLayer.random(0, LAYER_SIZE);

    private final FakeRegistry registry = new FakeRegistry();

    private long seed;

    /** Starts the registry with everything in it. */
    public SampleRegistry() {
        pushShop();
        pushBilling();
        pushGateway();
        pushToolbox();
        pushReports();
        pushCharts();
        this.registry.createRepository("team/empty");
        this.registry.requireTokens(USERNAME, PASSWORD);
    }

    /** Where it listens. */
    public URI uri() {
        return this.registry.uri();
    }

    @Override
    public void close() {
        this.registry.close();
    }

    /** {@code 1.10.0} is newest, though {@code latest} was never moved to it. */
    private void pushShop() {
        TestImage old = image("2025-11-03T08:00:00Z");
        this.registry.push("shop", "1.9.0", old);
        this.registry.push("shop", "latest", old);
        this.registry.push("shop", "1.10.0", image("2026-01-02T03:04:05Z"));
        this.registry.push("shop", "1.2.0", image("2025-02-01T10:00:00Z"));
    }

    /** A fix of an old line was pushed last and built last; no order of tags tells. */
    private void pushBilling() {
        this.registry.push("team/billing", "3.0.0", image("2025-12-01T00:00:00Z").asDocker());
        this.registry.push("team/billing", "2.7.4", image("2026-01-15T12:30:00.123456789Z").asDocker());
        this.registry.push("team/billing", "nightly", image("2025-12-24T18:00:00+09:00").asDocker());
    }

    /** Several platforms, an attestation and a signature. */
    private void pushGateway() {
        TestImage amd64 = image("2026-01-10T06:00:00Z");
        TestImage arm64 = image("2026-01-10T06:05:00Z").withPlatform("linux/arm64");
        TestIndex index = TestIndex.of(arm64, amd64).withAttestation(amd64.digest());
        this.registry.push("platform/edge/gateway", "0.9", image("2025-09-09T09:09:09Z"));
        this.registry.push("platform/edge/gateway", "1.0", index);
        this.registry.push("platform/edge/gateway", TestArtifacts.cosignTag(index.digest()),
                TestArtifacts.cosignSignature());
    }

    /** One image under three tags. */
    private void pushToolbox() {
        TestImage image = image("2026-01-05T00:00:00Z");
        this.registry.push("toolbox", "2", image);
        this.registry.push("toolbox", "2.1", image);
        this.registry.push("toolbox", "latest", image);
    }

    /** Reproducible builds say 1970; an annotation knows better. */
    private void pushReports() {
        TestImage image = image("1970-01-01T00:00:00Z");
        this.registry.push("team/reports", "b7",
                image.withAnnotation("org.opencontainers.image.created", "2026-01-07T07:00:00Z"));
        this.registry.push("team/reports", "c3", image("1970-01-01T00:00:00Z")
            .withAnnotation("org.opencontainers.image.created", "2025-10-03T07:00:00Z"));
    }

    /** No image at all. */
    private void pushCharts() {
        this.registry.push("charts/shop", "1.0.0", TestArtifacts.helmChart());
    }

    private TestImage image(String created) {
        this.seed++;
        return TestImage.createdAt(created).withLayers(BASE, TestLayer.random(this.seed, LAYER_SIZE));
    }

}
