package dev.registryarchiver.real;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;

/**
 * A private key and its self-signed certificate, made anew by the JDK's keytool so that
 * none is ever committed.
 *
 * @param privateKey RSA key
 * @param certificate valid for two days
 */
record SigningKey(PrivateKey privateKey, X509Certificate certificate) {

    private static final String ALIAS = "signer";

    private static final String PASSWORD = "only-for-a-moment";

    static SigningKey generate() {
        return generate("CN=token-service", "bc=ca:false");
    }

    /**
     * Makes a key for somebody else.
     * @param name distinguished name
     * @param extension extension of the certificate, as keytool writes it
     */
    static SigningKey generate(String name, String extension) {
        try {
            Path directory = Files.createTempDirectory("signing-key");
            Path store = directory.resolve("key.p12");
            try {
                Tools
                    .run("keytool", "-genkeypair", "-alias", ALIAS, "-keyalg", "RSA", "-keysize", "2048", "-dname",
                            name, "-ext", extension, "-validity", "2", "-storetype", "PKCS12", "-storepass", PASSWORD,
                            "-keystore", store.toString())
                    .requireSuccess();
                return read(store);
            }
            finally {
                Files.deleteIfExists(store);
                Files.delete(directory);
            }
        }
        catch (IOException ex) {
            throw new UncheckedIOException("Cannot make a key pair", ex);
        }
        catch (GeneralSecurityException ex) {
            throw new IllegalStateException("Cannot read the key pair that keytool made", ex);
        }
    }

    /** The certificate in base64, as {@code x5c} and PEM want it. */
    String encodedCertificate() {
        try {
            return Base64.getEncoder().encodeToString(this.certificate.getEncoded());
        }
        catch (CertificateEncodingException ex) {
            throw new IllegalStateException("Cannot encode a certificate", ex);
        }
    }

    /** The certificate in PEM. */
    String pem() {
        return "-----BEGIN CERTIFICATE-----\n" + encodedCertificate().replaceAll("(.{64})", "$1\n")
                + "\n-----END CERTIFICATE-----\n";
    }

    /** The private key in PEM. */
    String privatePem() {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(this.privateKey.getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    /** Writes a PKCS12 store of which the certificate is the only thing trusted. */
    void writeTrustStore(Path file, String password) {
        try (OutputStream output = Files.newOutputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry(ALIAS, this.certificate);
            store.store(output, password.toCharArray());
        }
        catch (IOException ex) {
            throw new UncheckedIOException("Cannot write " + file, ex);
        }
        catch (GeneralSecurityException ex) {
            throw new IllegalStateException("Cannot keep a certificate", ex);
        }
    }

    private static SigningKey read(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream input = Files.newInputStream(file)) {
            store.load(input, PASSWORD.toCharArray());
        }
        return new SigningKey((PrivateKey) store.getKey(ALIAS, PASSWORD.toCharArray()),
                (X509Certificate) store.getCertificate(ALIAS));
    }

}
