package dev.registryarchiver.job;

import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.RecordedRequest;
import dev.registryarchiver.fake.Relay;
import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.real.Certificate;

import static org.assertj.core.api.Assertions.assertThat;

/** The whole program in front of registries that are hard to reach. */
class ReachTests {

    private static Certificate certificate;

    private static Certificate client;

    private final FakeRegistry registry = new FakeRegistry();

    @TempDir
    private Path archives;

    @BeforeAll
    static void makeCertificates(@TempDir Path directory) {
        certificate = Certificate.in(directory, "registry", "ip:127.0.0.1");
        client = Certificate.in(directory, "client", "dns:client.example");
    }

    @BeforeEach
    void fill() {
        this.registry.push("team/app", "1.0", TestImage.createdAt("2026-01-01T00:00:00Z"));
    }

    @AfterEach
    void stop() {
        this.registry.close();
    }

    @Test
    void archivesFromAnAddressOfIpv6() {
        try (Relay relay = Relay.at("::1", this.registry.port())) {
            ProgramRun run = ProgramRun.of(this.archives, "--registry.url=http://[::1]:" + relay.port());

            assertThat(run.output()).contains("1 saved, 0 unchanged");
            assertThat(run.exitCode()).isZero();
        }
        assertThat(Archives.in(this.archives)).hasSize(1);
    }

    @Test
    void archivesWithPrivateAuthorityAndClientCertificate() {
        this.registry.requireBasic("ci", "s3cret");
        try (Relay relay = Relay.tls(certificate.server(client), true, this.registry.port())) {
            ProgramRun run = ProgramRun.of(this.archives, "--registry.url=https://127.0.0.1:" + relay.port(),
                    "--credentials.username=ci", "--credentials.password=s3cret",
                    "--transport.ca-certificates=" + certificate.pem(), "--transport.ssl-bundle=ours",
                    "--spring.ssl.bundle.jks.ours.keystore.location=file:" + client.store(),
                    "--spring.ssl.bundle.jks.ours.keystore.password=" + Certificate.PASSWORD);

            assertThat(run.output()).contains("1 saved, 0 unchanged");
            assertThat(run.exitCode()).isZero();
        }
    }

    @Test
    void saysWhatToDoAboutAnUnknownAuthority() {
        try (Relay relay = Relay.tls(certificate.server(), false, this.registry.port())) {
            ProgramRun run = ProgramRun.of(this.archives, "--registry.url=https://127.0.0.1:" + relay.port());

            assertThat(run.output()).contains("its certificate is not trusted").contains("transport.ca-certificates");
            assertThat(run.exitCode()).isEqualTo(ExitCode.WRONG_CONFIGURATION.code());
        }
    }

    @Test
    void saysThatBundleCannotBeUsed() {
        ProgramRun run = ProgramRun.of(this.archives, "--registry.url=" + this.registry.uri(),
                "--transport.ssl-bundle=ours", "--spring.ssl.bundle.jks.ours.keystore.location=file:/nowhere/keys.p12",
                "--spring.ssl.bundle.jks.ours.keystore.password=s3cret");

        assertThat(run.output()).contains("transport.ssl-bundle is 'ours', which cannot be used: ")
            .contains("/nowhere/keys.p12")
            .doesNotContain("s3cret")
            .doesNotContain("Internal error");
        assertThat(run.exitCode()).isEqualTo(ExitCode.WRONG_CONFIGURATION.code());
    }

    @Test
    void saysThatBandwidthIsNoSize() {
        ProgramRun run = ProgramRun.of(this.archives, "--registry.url=" + this.registry.uri(),
                "--transport.bandwidth=fast");

        assertThat(run.output()).contains("transport.bandwidth is 'fast', which is not a size such as 512KB");
        assertThat(run.exitCode()).isEqualTo(ExitCode.WRONG_CONFIGURATION.code());
    }

    @Test
    void saysThatRegistryMovedToTls() {
        this.registry.when("GET", "/v2/.*").redirectTo("https://127.0.0.1:1/v2/_catalog");

        ProgramRun run = ProgramRun.of(this.archives, "--registry.url=" + this.registry.uri());

        assertThat(run.output()).contains("redirects to https on the same host")
            .contains("Spell out https:// in registry.url.");
        assertThat(run.exitCode()).isEqualTo(ExitCode.WRONG_CONFIGURATION.code());
        assertThat(this.registry.requests()).extracting(RecordedRequest::path).containsOnly("/v2/_catalog");
    }

}
