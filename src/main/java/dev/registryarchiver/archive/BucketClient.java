package dev.registryarchiver.archive;

import java.time.Duration;

import javax.net.ssl.TrustManager;

import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Makes the S3 client; its classes are loaded only where archives are in a bucket. */
public final class BucketClient {

    private static final int MAX_CONNECTIONS = 128;

    private static final int ATTEMPTS = 5;

    private static final Duration CONNECT = Duration.ofSeconds(10);

    private static final Duration SILENCE = Duration.ofSeconds(60);

    private BucketClient() {
    }

    /**
     * The store at a place in object storage. Credentials are found as every AWS tool
     * finds them: environment, profile, web identity, container, machine.
     * @param trusted tell which servers to trust; empty for what the JDK trusts
     * @throws BucketException if the region cannot be told
     */
    public static ArchiveStore store(BucketLocation location, BucketProperties properties, TrustManager... trusted) {
        return new BucketArchiveStore(new Bucket(client(location, properties, trusted), location));
    }

    private static S3Client client(BucketLocation location, BucketProperties properties, TrustManager... trusted) {
        Apache5HttpClient.Builder http = Apache5HttpClient.builder()
            .maxConnections(MAX_CONNECTIONS)
            .connectionTimeout(CONNECT)
            .socketTimeout(SILENCE);
        if (trusted.length > 0) {
            http.tlsTrustManagersProvider(() -> trusted);
        }
        S3ClientBuilder builder = S3Client.builder()
            .httpClientBuilder(http)
            .forcePathStyle(properties.pathStyle())
            // Newer checksums are unknown to much storage; parts carry an MD5.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .serviceConfiguration((service) -> service.chunkedEncodingEnabled(false))
            .overrideConfiguration((override) -> override.retryStrategy((retry) -> retry.maxAttempts(ATTEMPTS)));
        if (properties.endpoint() != null) {
            builder.endpointOverride(properties.endpoint()).region(Region.US_EAST_1);
        }
        if (properties.region() != null) {
            builder.region(Region.of(properties.region()));
        }
        try {
            return builder.build();
        }
        catch (SdkException ex) {
            throw BucketFailure.of(ex, "use", location.toString());
        }
    }

}
