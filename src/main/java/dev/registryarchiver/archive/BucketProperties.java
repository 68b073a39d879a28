package dev.registryarchiver.archive;

import java.net.URI;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How to reach object storage; who we are there is found as every AWS tool finds it.
 *
 * @param endpoint address of the storage, such as https://minio.example.com; that of
 * Amazon S3 when not set
 * @param region region of the bucket; found as every AWS tool finds it when not set, and
 * us-east-1 where an endpoint is set
 * @param pathStyle whether the bucket is named in the path of an address and not in its
 * host, as most storage outside of Amazon needs it
 */
public record BucketProperties(@Nullable URI endpoint, @Nullable String region,
        @DefaultValue("false") boolean pathStyle) {

    public BucketProperties {
        if (endpoint != null && (endpoint.getHost() == null || !String.valueOf(endpoint.getScheme()).matches("https?")
                || endpoint.getUserInfo() != null)) {
            throw new IllegalArgumentException(
                    "archive.s3.endpoint is no address; it needs to be one such as https://minio.example.com");
        }
        if (region != null && !region.matches("[A-Za-z0-9-]{1,64}")) {
            throw new IllegalArgumentException(
                    "archive.s3.region is '%s'; it needs to be a region such as eu-central-1".formatted(region));
        }
    }

}
