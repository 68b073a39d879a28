package dev.registryarchiver.real;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A key and its self-signed certificate in files, made anew by the JDK's keytool.
 *
 * @param store PKCS12 store with both
 * @param pem the certificate alone
 */
public record Certificate(Path store, Path pem) {

    /** What opens {@link #store()}. */
    public static final String PASSWORD = "only-for-a-moment";

    /**
     * Makes a certificate that is its own authority.
     * @param directory where its files go
     * @param subject what it certifies, such as {@code dns:localhost,ip:127.0.0.1}
     */
    public static Certificate in(Path directory, String name, String subject) {
        Certificate certificate = new Certificate(directory.resolve(name + ".p12"), directory.resolve(name + ".pem"));
        certificate.keytool("-genkeypair", name, "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=" + name,
                "-ext", "SAN=" + subject, "-validity", "2");
        certificate.keytool("-exportcert", name, "-rfc", "-file", certificate.pem.toString());
        return certificate;
    }

    /** Makes a certificate that expired yesterday; {@link #pem()} is its authority. */
    public static Certificate expiredIn(Path directory, String name, String subject) {
        Certificate certificate = new Certificate(directory.resolve(name + ".p12"), directory.resolve(name + ".pem"));
        certificate.keytool("-genkeypair", "authority", "-keyalg", "EC", "-groupname", "secp256r1", "-dname",
                "CN=authority", "-ext", "bc:c", "-validity", "2");
        certificate.keytool("-exportcert", "authority", "-rfc", "-file", certificate.pem.toString());
        certificate.keytool("-genkeypair", name, "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=" + name,
                "-ext", "SAN=" + subject, "-startdate", "-3d", "-validity", "2", "-signer", "authority");
        certificate.keytool("-delete", "authority");
        return certificate;
    }

    /**
     * A server with this certificate.
     * @param client whose certificate is accepted from clients
     */
    public SSLContext server(Certificate client) {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(load(), PASSWORD.toCharArray());
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("client", client.load().getCertificate(client.name()));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        }
        catch (GeneralSecurityException ex) {
            throw new IllegalStateException("Cannot set up TLS", ex);
        }
        catch (IOException ex) {
            throw new UncheckedIOException("Cannot read a certificate", ex);
        }
    }

    /** A server with this certificate that knows no clients but itself. */
    public SSLContext server() {
        return server(this);
    }

    private void keytool(String command, String alias, String... options) {
        List<String> line = new ArrayList<>(List.of("keytool", command, "-alias", alias, "-storetype", "PKCS12",
                "-storepass", PASSWORD, "-keystore", this.store.toString()));
        line.addAll(List.of(options));
        Tools.run(line.toArray(String[]::new)).requireSuccess();
    }

    private String name() {
        return this.store.getFileName().toString().replace(".p12", "");
    }

    private KeyStore load() throws GeneralSecurityException, IOException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream input = Files.newInputStream(this.store)) {
            keys.load(input, PASSWORD.toCharArray());
        }
        return keys;
    }

}
