package dev.registryarchiver.fake;

import java.util.List;

/**
 * How the registries of this world behave, as far as a reading client notices.
 */
public enum ProductProfile {

    /** distribution: one scope for each thing, pages by the last name. */
    DISTRIBUTION(Auth.tokens("/token", "registry.example.com"), CatalogRule.LIKE_REPOSITORIES, Paging.BY_LAST_NAME),

    /** Harbor, asked by a system administrator. */
    HARBOR_ADMINISTRATOR(Auth.tokens("/service/token", "harbor-registry").besideBasic().as("admin", "Harb0r-12345"),
            CatalogRule.BASIC_ADMINISTRATORS, Paging.BY_LAST_NAME),

    /** Harbor, asked by a robot. */
    HARBOR_ROBOT(Auth.tokens("/service/token", "harbor-registry").as("robot$team+ci", "r0bot-s3cret"),
            CatalogRule.BASIC_NOBODY, Paging.NONE, Api.HARBOR),

    /** GitLab: its token service is GitLab itself, on another host. */
    GITLAB(Auth.tokens("/jwt/auth", "container_registry").elsewhere().as("ci", "glpat-s3cret"),
            CatalogRule.TOKEN_FOR_NOBODY, Paging.NONE, Api.GITLAB, Blobs.ELSEWHERE),

    /** Quay with a login. */
    QUAY_ROBOT(
            Auth.tokens("/v2/auth", "quay.example.com")
                .answering("token")
                .strict()
                .withoutLifetime()
                .as("team+ci", "quay-s3cret"),
            CatalogRule.STRANGERS_SEE_NOTHING, Paging.BY_OPAQUE_CURSOR, Api.NONE, Blobs.ELSEWHERE),

    /** Quay with its own API. */
    QUAY_API(Auth.tokens("/v2/auth", "quay.example.com").answering("token").strict().as("$oauthtoken", "quay-s3cret"),
            CatalogRule.STRANGERS_SEE_NOTHING, Paging.NONE, Api.QUAY, Blobs.ELSEWHERE),

    /** GitHub: no catalog, an API on another host. */
    GHCR(Auth.tokens("/token", "ghcr.example.com").answering("token").as("jo", "ghp_s3cret"), CatalogRule.ABSENT,
            Paging.NONE, Api.GITHUB, Blobs.ELSEWHERE),

    /** Docker Hub: hands out tokens for its catalog and refuses them. */
    DOCKER_HUB(Auth.tokens("/token", "registry.docker.example").as("jo", "dckr_pat_s3cret"),
            CatalogRule.TOKEN_FOR_NOBODY, Paging.NONE, Api.DOCKER_HUB, Blobs.ELSEWHERE),

    /** Amazon ECR: Basic, lists as text, a cursor that survives no decoding. */
    ECR(Auth.onlyBasic().as("AWS", "ecr-s3cret"), CatalogRule.LIKE_REPOSITORIES, Paging.BY_OPAQUE_CURSOR, Api.NONE,
            Blobs.ELSEWHERE),

    /** Amazon's public registry: no catalog at all. */
    ECR_PUBLIC(Auth.tokens("/token/", "public.ecr.example").answering("token"), CatalogRule.ABSENT, Paging.NONE,
            Api.NAMES, Blobs.ELSEWHERE),

    /** Google: Basic or tokens, a key file as password, a ping that asks for no scope. */
    GOOGLE(Auth.tokens("/v2/token", "gcr.example.com")
        .besideBasic()
        .as("_json_key", "{\"type\": \"service_account\",\n \"key\": \"s3cret:1\"}"), CatalogRule.LIKE_REPOSITORIES,
            Paging.NONE, Api.NONE, Blobs.ELSEWHERE),

    /** Azure: a refresh token by POST, tokens without a lifetime, a strange link. */
    AZURE(Auth.tokens("/oauth2/token", "registry.azurecr.example")
        .answering("access_token")
        .withoutLifetime()
        .byPost()
        .as("00000000-0000-0000-0000-000000000000", "azure-refresh-s3cret"), CatalogRule.LIKE_REPOSITORIES,
            Paging.WITH_EMPTY_PARAMETER, Api.NONE, Blobs.ELSEWHERE),

    /** Artifactory below a path that its links leave out. */
    ARTIFACTORY(Auth.tokens("/artifactory/api/docker/team/v2/token", "jfrog.example.com").besideBasic(),
            CatalogRule.LIKE_REPOSITORIES, Paging.BY_NUMBER_ELSEWHERE),

    /** Nexus: a ping open to all, Basic, nulls among the tags, no HEAD. */
    NEXUS(Auth.onlyBasic().withOpenPing(), CatalogRule.LIKE_REPOSITORIES, Paging.BY_LAST_NAME_ELSEWHERE),

    /** Gitea: two headers, and one scope for everything. */
    GITEA(Auth.tokens("/v2/token", "container_registry").besideBasic().askingFor("*").answering("token"),
            CatalogRule.LIKE_REPOSITORIES, Paging.BY_LAST_NAME),

    /** zot: an empty scope for its ping. */
    ZOT(Auth.tokens("/zot/auth/token", "zot.example.com"), CatalogRule.LIKE_REPOSITORIES, Paging.BY_LAST_NAME),

    /** OpenShift: neither service nor scope, the token is the password. */
    OPENSHIFT(Auth.tokens("/openshift/token", "").askingFor("").answering("access_token").as("any", "sha256~s3cret"),
            CatalogRule.LIKE_REPOSITORIES, Paging.NONE),

    /** NAVER Cloud: Basic with a key. */
    NCR(Auth.onlyBasic().as("ncp-access-key", "ncp-secret-key"), CatalogRule.LIKE_REPOSITORIES, Paging.BY_LAST_NAME),

    /** Microsoft: open to everybody, everything on one page. */
    MICROSOFT(Auth.open(), CatalogRule.LIKE_REPOSITORIES, Paging.NONE, Api.NONE, Blobs.ELSEWHERE);

    private final Auth auth;

    private final CatalogRule catalog;

    private final Paging paging;

    private final Api api;

    private final Blobs blobs;

    ProductProfile(Auth auth, CatalogRule catalog, Paging paging) {
        this(auth, catalog, paging, Api.NONE);
    }

    ProductProfile(Auth auth, CatalogRule catalog, Paging paging, Api api) {
        this(auth, catalog, paging, api, Blobs.HERE);
    }

    ProductProfile(Auth auth, CatalogRule catalog, Paging paging, Api api, Blobs blobs) {
        this.auth = auth;
        this.catalog = catalog;
        this.paging = paging;
        this.api = api;
        this.blobs = blobs;
    }

    public Auth auth() {
        return this.auth;
    }

    public CatalogRule catalog() {
        return this.catalog;
    }

    Paging paging() {
        return this.paging;
    }

    public Api api() {
        return this.api;
    }

    public Blobs blobs() {
        return this.blobs;
    }

    /** Path before {@code /v2/}. */
    String prefix() {
        return (this == ARTIFACTORY) ? "/artifactory/api/docker/team" : "";
    }

    /** What stands in a 401. */
    String errorBody() {
        return switch (this) {
            case QUAY_ROBOT, QUAY_API -> "{\"error\":\"Invalid bearer token format\"}";
            case OPENSHIFT -> "{\"details\":\"unauthorized\"}";
            case ZOT -> "{\"code\":\"UNAUTHORIZED\",\"message\":\"authentication required\"}";
            case NEXUS -> "<html><body>Unauthorized</body></html>";
            default ->
                "{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"authentication required\",\"detail\":null}]}";
        };
    }

    /** Who may read the catalog. */
    public enum CatalogRule {

        LIKE_REPOSITORIES, STRANGERS_SEE_NOTHING, BASIC_ADMINISTRATORS, BASIC_NOBODY, TOKEN_FOR_NOBODY, ABSENT

    }

    /** How the catalog is cut into pages of two names. */
    enum Paging {

        NONE, BY_LAST_NAME, BY_LAST_NAME_ELSEWHERE, BY_NUMBER_ELSEWHERE, BY_OPAQUE_CURSOR, WITH_EMPTY_PARAMETER

    }

    /** The API that lists repositories instead of a catalog. */
    public enum Api {

        NONE, NAMES, HARBOR, GITLAB, QUAY, GITHUB, DOCKER_HUB

    }

    /** Where blobs are served. */
    public enum Blobs {

        HERE, ELSEWHERE

    }

    /**
     * How a user is let in.
     *
     * @param tokenPath path of the token service, or empty for none
     * @param service audience of its tokens, or empty
     * @param scope what challenges ask for; {@code {needed}} stands for what is needed
     * @param tokenFields where the answer has the token
     * @param tellsLifetime whether the answer says how long it is good
     * @param basic whether Basic is offered
     * @param strictScopes whether the service refuses every scope but those of
     * repositories
     * @param identityToken whether the password is a refresh token
     * @param realmElsewhere whether the token service is another server
     * @param openPing whether the ping needs nobody
     * @param user user name
     * @param secret password or token
     */
    public record Auth(String tokenPath, String service, String scope, List<String> tokenFields, boolean tellsLifetime,
            boolean basic, boolean strictScopes, boolean identityToken, boolean realmElsewhere, boolean openPing,
            String user, String secret) {

        static Auth open() {
            return new Auth("", "", "", List.of(), false, false, false, false, false, true, "", "");
        }

        static Auth onlyBasic() {
            return new Auth("", "", "", List.of(), false, true, false, false, false, false, "ci", "p@ss: s3cret");
        }

        static Auth tokens(String path, String service) {
            return new Auth(path, service, "{needed}", List.of("token", "access_token"), true, false, false, false,
                    false, false, "ci", "p@ss: s3cret");
        }

        Auth as(String name, String password) {
            return new Auth(this.tokenPath, this.service, this.scope, this.tokenFields, this.tellsLifetime, this.basic,
                    this.strictScopes, this.identityToken, this.realmElsewhere, this.openPing, name, password);
        }

        Auth besideBasic() {
            return new Auth(this.tokenPath, this.service, this.scope, this.tokenFields, this.tellsLifetime, true,
                    this.strictScopes, this.identityToken, this.realmElsewhere, this.openPing, this.user, this.secret);
        }

        Auth askingFor(String value) {
            return new Auth(this.tokenPath, this.service, value, this.tokenFields, this.tellsLifetime, this.basic,
                    this.strictScopes, this.identityToken, this.realmElsewhere, this.openPing, this.user, this.secret);
        }

        Auth answering(String... fields) {
            return new Auth(this.tokenPath, this.service, this.scope, List.of(fields), this.tellsLifetime, this.basic,
                    this.strictScopes, this.identityToken, this.realmElsewhere, this.openPing, this.user, this.secret);
        }

        Auth withoutLifetime() {
            return new Auth(this.tokenPath, this.service, this.scope, this.tokenFields, false, this.basic,
                    this.strictScopes, this.identityToken, this.realmElsewhere, this.openPing, this.user, this.secret);
        }

        Auth strict() {
            return new Auth(this.tokenPath, this.service, this.scope, this.tokenFields, this.tellsLifetime, this.basic,
                    true, this.identityToken, this.realmElsewhere, this.openPing, this.user, this.secret);
        }

        Auth byPost() {
            return new Auth(this.tokenPath, this.service, this.scope, this.tokenFields, this.tellsLifetime, this.basic,
                    this.strictScopes, true, this.realmElsewhere, this.openPing, this.user, this.secret);
        }

        Auth elsewhere() {
            return new Auth(this.tokenPath, this.service, this.scope, this.tokenFields, this.tellsLifetime, this.basic,
                    this.strictScopes, this.identityToken, true, this.openPing, this.user, this.secret);
        }

        Auth withOpenPing() {
            return new Auth(this.tokenPath, this.service, this.scope, this.tokenFields, this.tellsLifetime, this.basic,
                    this.strictScopes, this.identityToken, this.realmElsewhere, true, this.user, this.secret);
        }

        boolean isOpen() {
            return this.user.isEmpty();
        }

        boolean hasTokens() {
            return !this.tokenPath.isEmpty();
        }

        /** Whether tokens are not bound to repositories. */
        boolean anyToken() {
            return !this.scope.contains("{needed}");
        }

        String pingScope() {
            return this.scope.equals("*") ? "*" : "";
        }

        String basicUser() {
            return this.user + ":" + this.secret;
        }

    }

}
