package dev.registryarchiver.job;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.auth.AuthenticationException;
import dev.registryarchiver.auth.AuthorizedTransport;
import dev.registryarchiver.auth.Scope;
import dev.registryarchiver.catalog.RepositoryFilter;
import dev.registryarchiver.catalog.RepositoryPage;
import dev.registryarchiver.catalog.RepositorySource;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.ImageManifest;
import dev.registryarchiver.image.Registry;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.image.Tag;
import dev.registryarchiver.job.Checkup.CheckFailedException;
import dev.registryarchiver.job.Checkup.Finding;
import dev.registryarchiver.registry.RegistryClient;
import dev.registryarchiver.registry.RepositoryMissingException;
import dev.registryarchiver.report.Quantities;
import dev.registryarchiver.selection.ImageInspector;
import dev.registryarchiver.selection.Inspection;
import dev.registryarchiver.transport.Exchange;
import dev.registryarchiver.transport.HttpTransport;
import dev.registryarchiver.transport.Origin;
import dev.registryarchiver.transport.Request;
import dev.registryarchiver.transport.ServerCertificate;
import dev.registryarchiver.transport.UntrustedServerException;

/**
 * Walks the way of a run through the registry, with the parts of a run: reach it, talk to
 * it, be let in, list, resolve one repository, read a piece of one layer.
 */
final class RegistryCheckup {

    // Emptied repositories stay in catalogs for long.
    private static final int MAX_REPOSITORIES = 10;

    private static final int MAX_READ = 64 * 1024;

    private static final Duration TOLERATED_SKEW = Duration.ofMinutes(1);

    private static final Duration SHORT_VALIDITY = Duration.ofDays(21);

    private final HttpTransport transport;

    private final AuthorizedTransport authorized;

    private final RegistryClient client;

    private final Registry registry;

    private final Listing listing;

    private final ImageInspector inspector;

    private final CheckupRecorder recorder;

    private final Duration timeout;

    private final Clock clock;

    private @Nullable UntrustedServerException untrusted;

    private @Nullable AuthenticationException unauthorized;

    private List<RepositoryName> repositories = List.of();

    private @Nullable RepositoryName repository;

    private @Nullable Descriptor layer;

    /**
     * @param timeout longest wait for a look at a certificate
     */
    RegistryCheckup(HttpTransport transport, AuthorizedTransport authorized, RegistryClient client, Registry registry,
            Listing listing, ImageInspector inspector, CheckupRecorder recorder, Duration timeout, Clock clock) {
        this.transport = transport;
        this.authorized = authorized;
        this.client = client;
        this.registry = registry;
        this.listing = listing;
        this.inspector = inspector;
        this.recorder = recorder;
        this.timeout = timeout;
        this.clock = clock;
    }

    void walk(Checkup checkup) {
        checkup.chained("reach", this::reach);
        checkup.chained("tls", this::encrypt);
        checkup.chained("clock", this::compareClocks);
        checkup.chained("registry", this::recognize);
        checkup.chained("authenticate", this::authenticate);
        checkup.chained("list", this::list);
        checkup.chained("resolve", this::resolve);
        checkup.chained("read", this::read);
    }

    private Finding reach() {
        URI address = this.registry.api("", "");
        Optional<String> proxy = this.transport.proxyTo(address);
        String way = proxy.map((each) -> "through the proxy " + each).orElseGet(this::addresses);
        try {
            this.transport.exchange(Request.get(address).withRedirects(Request.Redirects.NONE),
                    (response) -> response.status());
        }
        catch (UntrustedServerException ex) {
            this.untrusted = ex;
            return Finding.ok("%s is there, %s".formatted(this.registry, way));
        }
        return Finding.ok("%s answers, %s".formatted(this.registry, way));
    }

    private String addresses() {
        String host = this.registry.host().replaceAll("[\\[\\]]", "");
        try {
            return "at " + Arrays.stream(InetAddress.getAllByName(host))
                .map(InetAddress::getHostAddress)
                .collect(Collectors.joining(", "));
        }
        catch (UnknownHostException ex) {
            return "at an unknown address";
        }
    }

    private Finding encrypt() {
        URI address = URI.create(this.registry.url());
        if (this.registry.scheme().equals("http")) {
            return isLoopback() ? Finding.ok("not used, and not needed within this machine")
                    : Finding.warning("not used: everybody on the way can read and change what is sent, "
                            + "credentials included. Spell out https:// in registry.url if the registry knows it.");
        }
        // A proxy would have to be asked for a tunnel; the certificate is not worth that.
        Optional<ServerCertificate> certificate = this.transport.proxyTo(address).isPresent() ? Optional.empty()
                : ServerCertificate.of(address, this.timeout);
        if (this.untrusted != null) {
            throw new CheckFailedException(this.untrusted, certificate.map(this::describe).orElse(List.of()));
        }
        return certificate.map(this::judge).orElseGet(() -> Finding.ok("the certificate is trusted"));
    }

    private boolean isLoopback() {
        String host = this.registry.host().replaceAll("[\\[\\]]", "");
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        }
        catch (UnknownHostException ex) {
            return false;
        }
    }

    private Finding judge(ServerCertificate certificate) {
        String[] notes = describe(certificate).toArray(String[]::new);
        Instant now = this.clock.instant();
        return certificate.until().isBefore(now.plus(SHORT_VALIDITY)) ? Finding
            .warning("the certificate is trusted, but only until %s. Renew it.".formatted(certificate.until()), notes)
                : Finding.ok("the certificate is trusted", notes);
    }

    private List<String> describe(ServerCertificate certificate) {
        List<String> notes = new ArrayList<>();
        notes.add("its certificate is of %s".formatted(certificate.subject()));
        notes.add(certificate.isSelfSigned() ? "nobody but itself vouches for it (self-signed)"
                : "vouched for by %s".formatted(certificate.issuer()));
        notes.add(certificate.names().isEmpty() ? "it is made for no host name"
                : "made for %s".formatted(String.join(", ", certificate.names())));
        notes.add("valid from %s until %s".formatted(certificate.from(), certificate.until()));
        return notes;
    }

    private Finding compareClocks() {
        Optional<Duration> skew = this.recorder.skew();
        if (skew.isEmpty()) {
            return Finding.ok("the server does not tell its time");
        }
        Duration difference = skew.get().abs();
        return (difference.compareTo(TOLERATED_SKEW) > 0)
                ? Finding
                    .warning("the server's clock is %s %s ours: tokens may be refused. Correct the clock that is wrong."
                        .formatted(Quantities.duration(difference), skew.get().isNegative() ? "behind" : "ahead of"))
                : Finding.ok("the server's clock agrees with ours");
    }

    private Finding recognize() {
        try {
            this.client.ping();
        }
        catch (AuthenticationException ex) {
            this.unauthorized = ex;
        }
        return Finding.ok("it answers as a container registry");
    }

    private Finding authenticate() {
        String credentials = this.authorized.describeCredentials(Scope.AS_CHALLENGED);
        if (this.unauthorized != null) {
            throw new CheckFailedException(this.unauthorized, List.of("used: " + credentials));
        }
        return Finding.ok("it lets us in", "used, where asked for: " + credentials);
    }

    private Finding list() {
        if (this.listing.isExplicit()) {
            this.repositories = this.listing.fetch().names();
            return Finding.ok("not needed, catalog.repositories names %s"
                .formatted(Quantities.count(this.repositories.size(), "repository", "repositories")));
        }
        RepositoryPage page = this.listing.fetch();
        this.repositories = page.names().stream().filter(this.listing::accepts).toList();
        String count = Quantities.count(page.names().size(), "repository", "repositories");
        if (page.names().isEmpty()) {
            return Finding.warning("the list is empty: a run would save nothing. "
                    + "Check that the user of the credentials may see the repositories.");
        }
        if (this.repositories.isEmpty()) {
            return Finding.warning("%s listed%s, but catalog.include and catalog.exclude leave out all of them"
                .formatted(count, (page.next() != null) ? " on the first page" : ""));
        }
        return Finding.ok("%s listed%s".formatted(count,
                (page.next() != null) ? " on the first page, more follow" : ", no more pages"));
    }

    private Finding resolve() {
        for (RepositoryName name : this.repositories.subList(0, Math.min(this.repositories.size(), MAX_REPOSITORIES))) {
            Optional<Tag> tag = tag(name);
            if (tag.isPresent()) {
                return resolve(name, tag.get());
            }
        }
        return Finding.warning(this.repositories.isEmpty() ? "there is no repository to try"
                : "no tags in %s".formatted(this.repositories.stream()
                    .limit(MAX_REPOSITORIES)
                    .map(RepositoryName::value)
                    .collect(Collectors.joining(", "))));
    }

    private Optional<Tag> tag(RepositoryName name) {
        try {
            return this.inspector.foremost(this.client.fetchTags(name));
        }
        catch (RepositoryMissingException ex) {
            if (this.listing.isExplicit()) {
                throw ex;
            }
            return Optional.empty();
        }
    }

    private Finding resolve(RepositoryName name, Tag tag) {
        List<Inspection> images = this.inspector.inspect(name, this.client.fetchManifest(name, tag));
        for (Inspection image : images) {
            ImageManifest manifest = image.manifest();
            if (manifest != null) {
                this.repository = name;
                this.layer = manifest.layers().stream().min(Comparator.comparingLong(Descriptor::size)).orElse(null);
                return Finding.ok("%s:%s for %s is %s, %s".formatted(name, tag, image.platform(),
                        Quantities.bytes(manifest.contentSize()), image.reason()));
            }
        }
        return Finding.warning("%s:%s is no image to archive: %s".formatted(name, tag,
                images.stream().map(Inspection::notAnImage).collect(Collectors.joining("; "))));
    }

    private Finding read() throws IOException {
        if (this.repository == null || this.layer == null) {
            return Finding.warning("there is no layer to try");
        }
        long offset = this.layer.size() / 2;
        int read = read(this.repository, this.layer, offset);
        Optional<Exchange> last = this.recorder.last();
        String from = last.map(Exchange::server)
            .filter((server) -> !server.equals(Origin.of(URI.create(this.registry.url()))))
            .map(" from the storage at %s"::formatted)
            .orElse("");
        String what = "%s of layer %s%s".formatted(Quantities.bytes(read), this.layer.digest().abbreviated(), from);
        boolean whole = offset > 0 && last.filter((exchange) -> exchange.status() == 200).isPresent();
        return whole ? Finding.warning(what + "; parts cannot be asked for, so a broken transfer starts over")
                : Finding.ok(what);
    }

    private int read(RepositoryName name, Descriptor blob, long offset) throws IOException {
        try (InputStream content = this.client.openBlob(name, blob, offset)) {
            return content.readNBytes(MAX_READ).length;
        }
    }

    /**
     * Where a run's repositories come from.
     *
     * @param source lists them
     * @param filter what the settings leave of them
     * @param isExplicit whether the settings name them
     */
    record Listing(RepositorySource source, RepositoryFilter filter, boolean isExplicit) {

        RepositoryPage fetch() {
            return this.source.fetchPage(null);
        }

        boolean accepts(RepositoryName name) {
            return this.filter.accepts(name);
        }

    }

}
