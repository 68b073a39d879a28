package dev.registryarchiver.registry;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.image.Registry;

/**
 * What a registry is made of, as far as it matters where its catalog is refused. Vendors'
 * own installations are known by their host, others by the token service they name.
 */
enum Product {

    DOCKER_HUB("(registry-1\\.)?docker\\.io", null,
            "Docker Hub has no catalog for anybody. Set catalog.source=docker-hub and catalog.namespaces to users or organizations, or name the repositories in catalog.repositories."),

    GHCR("ghcr\\.io", null,
            "GitHub's registry has no catalog. Set catalog.source=ghcr, catalog.namespaces to users or organizations and catalog.token to a classic token with the scope read:packages, or name the repositories in catalog.repositories."),

    GITLAB("registry\\.gitlab\\.com", "/jwt/auth",
            "GitLab shows its catalog to administrators at most. Set catalog.source=gitlab, catalog.namespaces to groups or projects and catalog.token to a token with the scope read_api, or name the repositories in catalog.repositories."),

    HARBOR(null, "/service/token",
            "Harbor shows its catalog to system administrators only. Set catalog.source=harbor, or name the repositories in catalog.repositories."),

    QUAY("quay\\.io", "/v2/auth",
            "Quay shows its catalog to users who log in only. Set credentials.username and credentials.password, or catalog.source=quay with catalog.namespaces and catalog.token, or name the repositories in catalog.repositories."),

    ECR_PUBLIC("public\\.ecr\\.aws", null,
            "Amazon's public registry has no catalog. Name the repositories in catalog.repositories."),

    ECR("\\d{12}\\.dkr[.-]ecr(-fips)?\\..+", null,
            "Amazon's registry shows its catalog to identities that may call ecr:DescribeRepositories. Grant that, or name the repositories in catalog.repositories."),

    AZURE(".+\\.azurecr\\.(io|cn|us)", null,
            "Azure's registry shows its catalog to principals of the whole registry, not to tokens of single repositories. Use one of them, or name the repositories in catalog.repositories."),

    GOOGLE("(.+\\.)?gcr\\.io|.+\\.pkg\\.dev", null,
            "Google's registries show their catalog to few. Name the repositories in catalog.repositories, or in a file with catalog.source=file."),

    OTHER(null, null, "Name the repositories in catalog.repositories instead, or use a user who may read the catalog.");

    private final @Nullable Pattern host;

    private final @Nullable String realm;

    private final String advice;

    /**
     * @param host pattern of the vendor's own hosts
     * @param realm how the path of the token service ends everywhere
     * @param advice how to get at the names of the repositories
     */
    Product(@Nullable String host, @Nullable String realm, String advice) {
        this.host = (host != null) ? Pattern.compile(host) : null;
        this.realm = realm;
        this.advice = advice;
    }

    static Product of(Registry registry, Optional<URI> tokenService) {
        for (Product product : values()) {
            if (product.isAt(registry) || tokenService.filter(product::isServedBy).isPresent()) {
                return product;
            }
        }
        return OTHER;
    }

    /** Whether nobody at all may list. */
    boolean hasNoCatalog() {
        return this == DOCKER_HUB || this == GHCR || this == ECR_PUBLIC;
    }

    String advice() {
        return this.advice;
    }

    private boolean isAt(Registry registry) {
        return this.host != null && this.host.matcher(registry.host()).matches();
    }

    private boolean isServedBy(URI tokenService) {
        return this.realm != null && tokenService.getPath().endsWith(this.realm);
    }

}
