package dev.registryarchiver.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * What a server shows to prove who it is, trustworthy or not: for people who look for the
 * reason why it is not.
 *
 * @param subject whom it names
 * @param issuer who vouches for it
 * @param names host names and addresses it is made for
 * @param from when it begins to be valid
 * @param until when it expires
 */
public record ServerCertificate(String subject, String issuer, List<String> names, Instant from, Instant until) {

    // GeneralName of RFC 5280, section 4.2.1.6: dNSName and iPAddress.
    private static final List<Integer> HOST_NAMES = List.of(2, 7);

    public ServerCertificate {
        names = List.copyOf(names);
    }

    /**
     * Shakes hands with a server directly and says nothing more; empty when that does not
     * get as far as its certificate.
     * @param timeout longest wait for each step
     */
    public static Optional<ServerCertificate> of(URI uri, Duration timeout) {
        Origin origin = Origin.of(uri);
        Witness witness = new Witness();
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(Hosts.bare(origin.host()), origin.port()), (int) timeout.toMillis());
            plain.setSoTimeout((int) timeout.toMillis());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] { witness }, null);
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory()
                .createSocket(plain, origin.host(), origin.port(), false)) {
                socket.startHandshake();
            }
        }
        catch (IOException | GeneralSecurityException ex) {
            // What was seen until then is all there is.
        }
        return witness.seen.stream().findFirst().map(ServerCertificate::of);
    }

    /** Whether it vouches for itself. */
    public boolean isSelfSigned() {
        return this.subject.equals(this.issuer);
    }

    private static ServerCertificate of(X509Certificate certificate) {
        return new ServerCertificate(certificate.getSubjectX500Principal().getName(),
                certificate.getIssuerX500Principal().getName(), names(certificate),
                certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant());
    }

    private static List<String> names(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return (names == null) ? List.of()
                    : names.stream()
                        .filter((name) -> HOST_NAMES.contains(name.get(0)))
                        .map((name) -> String.valueOf(name.get(1)))
                        .toList();
        }
        catch (CertificateParsingException ex) {
            return List.of();
        }
    }

    /** Looks on and trusts nobody: the handshake ends with what it has seen. */
    private static final class Witness implements X509TrustManager {

        private List<X509Certificate> seen = List.of();

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            throw new UnsupportedOperationException("Clients are not looked at");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            this.seen = List.of(chain);
            throw new CertificateException("Seen");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }

    }

}
