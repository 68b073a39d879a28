package dev.registryarchiver.fake;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;

/**
 * A container registry on a free loopback port. Anybody may read it until
 * {@link #requireBasic} or {@link #requireTokens} is called; {@link #when} makes it
 * misbehave. Safe for use by many threads.
 */
public final class FakeRegistry implements AutoCloseable {

    private final String prefix;

    private final Storage storage = new Storage();

    private final DistributionApi api;

    private final PushApi pushApi = new PushApi(this.storage);

    private final FakeServer server;

    private final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();

    private final List<Fault> faults = new CopyOnWriteArrayList<>();

    private volatile Access access = Access.OPEN;

    /** Starts an empty registry. */
    public FakeRegistry() {
        this("");
    }

    /**
     * Starts an empty registry behind a path.
     * @param prefix such as {@code /artifactory/docker}, or empty
     */
    public FakeRegistry(String prefix) {
        this.prefix = prefix;
        this.api = new DistributionApi(this.storage, prefix);
        this.server = new FakeServer(this::record);
        this.server.start();
    }

    /** Address of the registry, prefix included, without a slash at its end. */
    public URI uri() {
        return uri(this.prefix);
    }

    /** Address of any path of this server, which need not be below the prefix. */
    public URI uri(String path) {
        return URI.create("http://" + host() + path);
    }

    /** {@code 127.0.0.1:port}. */
    public String host() {
        return "127.0.0.1:" + port();
    }

    public int port() {
        return this.server.port();
    }

    /**
     * Puts something with all its parts into a repository and points a tag at it.
     * @return the descriptor of what the tag points at
     */
    public Descriptor push(String repository, String tag, Pushable pushable) {
        Descriptor descriptor = push(repository, pushable);
        this.storage.putTag(repository, tag, descriptor.digest());
        return descriptor;
    }

    /** Puts something with all its parts into a repository, without a tag. */
    public Descriptor push(String repository, Pushable pushable) {
        TestDocument document = pushable.document();
        document.children().forEach((child) -> push(repository, child));
        document.blobs().forEach((blob) -> pushBlob(repository, blob));
        this.storage.putManifest(repository, document);
        return document.descriptor();
    }

    /** Puts a single blob into a repository. */
    public Descriptor pushBlob(String repository, byte[] bytes) {
        return pushBlob(repository, Content.of(bytes));
    }

    /** Puts a single blob of any size into a repository. */
    public Descriptor pushBlob(String repository, Content content) {
        return pushBlob(repository, content, content.digest());
    }

    /** Puts a single blob into a repository under a digest that may be wrong. */
    public Descriptor pushBlob(String repository, Content content, Digest digest) {
        this.storage.putBlob(repository, digest, content);
        return new Descriptor("application/octet-stream", digest, content.length());
    }

    /** Points a tag at something that was pushed before, or at nothing. */
    public void tag(String repository, String tag, Digest digest) {
        this.storage.putTag(repository, tag, digest);
    }

    /** Adds a repository without content; its list of tags is {@code null}. */
    public void createRepository(String name) {
        this.storage.createRepository(name);
    }

    public void deleteRepository(String name) {
        this.storage.deleteRepository(name);
    }

    public void deleteTag(String repository, String tag) {
        this.storage.deleteTag(repository, tag);
    }

    public void deleteManifest(String repository, Digest digest) {
        this.storage.deleteManifest(repository, digest);
    }

    public void deleteBlob(String repository, Digest digest) {
        this.storage.deleteBlob(repository, digest);
    }

    /** Refuses catalog pages of more names; 1000 otherwise. */
    public void limitCatalogPages(int most) {
        this.api.limitCatalogPages(most);
    }

    /** Cuts lists of tags into pages of at most that many; they are not cut otherwise. */
    public void pageTags(int most) {
        this.api.pageTags(most);
    }

    /**
     * Breaks the next requests that send a part of a blob: the connection ends without an
     * answer, and only some bytes of each have arrived.
     */
    public void cutUploads(int times, int kept) {
        this.pushApi.cut(times, kept);
    }

    /** Loses every upload that is not finished. */
    public void forgetUploads() {
        this.pushApi.forget();
    }

    /** How many uploads were begun and neither finished nor cancelled. */
    public int openUploads() {
        return this.pushApi.open();
    }

    /** Tells those who upload to send that many bytes at once. */
    public void wantChunksOf(int bytes) {
        this.pushApi.wantChunksOf(bytes);
    }

    /** What a tag points at, or nothing. */
    public Optional<Digest> digestOf(String repository, String tag) {
        return this.storage.manifest(repository, tag).map(TestDocument::digest);
    }

    /** Whether a repository has a blob. */
    public boolean hasBlob(String repository, Digest blob) {
        return this.storage.blob(repository, blob).isPresent();
    }

    /** From now on everything needs this user's Basic credentials. */
    public void requireBasic(String username, String password) {
        this.access = Access.basic(username, password);
    }

    /** From now on everything needs what this rule says. */
    void protect(Access rule) {
        this.access = rule;
    }

    /**
     * From now on everything needs a token, which this user gets at {@code /token}.
     * @return the token service, to be told more
     */
    public FakeTokenService requireTokens(String username, String password) {
        FakeTokenService service = new FakeTokenService(uri(FakeTokenService.PATH).toString(), username, password);
        this.access = service;
        return service;
    }

    /**
     * Makes the registry do something else, once the returned fault says what. Of several
     * faults that fit a request, the one added first hits it.
     * @param method such as {@code GET}, or {@code *}
     * @param pathRegex what the whole path must match, prefix included, query not
     */
    public Fault when(String method, String pathRegex) {
        Fault fault = new Fault(method, pathRegex);
        this.faults.add(fault);
        return fault;
    }

    /** Behaves well again. */
    public void clearFaults() {
        this.faults.clear();
    }

    /** All requests so far, those for tokens included. */
    public List<RecordedRequest> requests() {
        return List.copyOf(this.requests);
    }

    /** Requests with this method. */
    public List<RecordedRequest> requests(String method) {
        return this.requests.stream().filter((request) -> request.method().equals(method)).toList();
    }

    /**
     * Requests with this method.
     * @param pathRegex what the whole path must match, query not included
     */
    public List<RecordedRequest> requests(String method, String pathRegex) {
        return requests(method).stream().filter((request) -> request.path().matches(pathRegex)).toList();
    }

    /** Requests for one blob. */
    public List<RecordedRequest> requests(String method, Descriptor blob) {
        return requests(method).stream()
            .filter((request) -> request.path().endsWith("/blobs/" + blob.digest()))
            .toList();
    }

    /** How many requests there were below a path. */
    public long count(String pathPrefix) {
        return this.requests.stream().filter((request) -> request.path().startsWith(pathPrefix)).count();
    }

    public void clearRequests() {
        this.requests.clear();
    }

    /** How many connections clients have opened. */
    public int connections() {
        return this.server.accepted();
    }

    /** The largest number of requests that were being answered at the same time. */
    public int peakConcurrency() {
        return this.server.peak();
    }

    @Override
    public void close() {
        this.server.close();
    }

    private Answer record(RecordedRequest request) {
        this.requests.add(request);
        return fault(request, true).map((fault) -> fault.apply(request, this::letIn)).orElseGet(() -> letIn(request));
    }

    private Answer letIn(RecordedRequest request) {
        return challenge(request)
            .orElseGet(() -> fault(request, false).map((fault) -> fault.apply(request, this::answer))
                .orElseGet(() -> answer(request)));
    }

    private Optional<Answer> challenge(RecordedRequest request) {
        String path = behindPrefix(request.path());
        return path.startsWith("/v2") ? this.access.challenge(request, path) : Optional.empty();
    }

    private Answer answer(RecordedRequest request) {
        if (request.path().equals(FakeTokenService.PATH) && this.access instanceof FakeTokenService service) {
            return service.answer(request);
        }
        String path = behindPrefix(request.path());
        return this.pushApi.answer(request, path).orElseGet(() -> this.api.answer(request, path));
    }

    private Optional<Fault> fault(RecordedRequest request, boolean beforeAuthentication) {
        return this.faults.stream().filter((fault) -> fault.strikes(request, beforeAuthentication)).findFirst();
    }

    private String behindPrefix(String path) {
        return path.startsWith(this.prefix + "/") ? path.substring(this.prefix.length()) : "/outside" + path;
    }

}
