package dev.registryarchiver.registry;

import java.net.URI;
import java.util.Optional;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import dev.registryarchiver.image.Registry;

import static org.assertj.core.api.Assertions.assertThat;

class ProductTests {

    @ParameterizedTest
    @CsvSource({ "docker.io,DOCKER_HUB", "https://registry-1.docker.io,DOCKER_HUB", "ghcr.io,GHCR",
            "registry.gitlab.com,GITLAB", "quay.io,QUAY", "public.ecr.aws,ECR_PUBLIC",
            "123456789012.dkr.ecr.eu-central-1.amazonaws.com,ECR",
            "123456789012.dkr.ecr-fips.us-east-1.amazonaws.com,ECR", "123456789012.dkr-ecr.eu-west-1.on.aws,ECR",
            "team.azurecr.io,AZURE", "team.azurecr.cn,AZURE", "gcr.io,GOOGLE", "eu.gcr.io,GOOGLE",
            "europe-west3-docker.pkg.dev,GOOGLE", "registry.example.com,OTHER", "docker.io.example.com,OTHER",
            "notghcr.io,OTHER", "quay.io.evil.example,OTHER" })
    void isKnownByItsHost(String registry, Product product) {
        assertThat(Product.of(Registry.of(registry), Optional.empty())).isEqualTo(product);
    }

    @ParameterizedTest
    @CsvSource({ "https://registry.example.com/service/token,HARBOR", "https://gitlab.example.com/jwt/auth,GITLAB",
            "https://gitlab.example.com/git/jwt/auth,GITLAB", "https://quay.example.com/v2/auth,QUAY",
            "https://registry.example.com/token,OTHER", "https://registry.example.com/v2/token,OTHER" })
    void isKnownByItsTokenService(URI tokenService, Product product) {
        assertThat(Product.of(Registry.of("registry.example.com"), Optional.of(tokenService))).isEqualTo(product);
    }

    @ParameterizedTest
    @EnumSource
    void hasAWayToTheNames(Product product) {
        assertThat(product.advice()).contains("ame the repositories in catalog.repositories");
    }

}
