package dev.registryarchiver.archive;

import java.net.URI;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ArchivePropertiesTests {

    private static final BucketProperties S3 = new BucketProperties(null, null, false);

    @Test
    void hasDefaults() {
        assertThat(bind(Map.of()))
            .isEqualTo(new ArchiveProperties("archives", 1, new BucketProperties(null, null, false)));
    }

    @Test
    void everyPropertyCanBeSet() {
        assertThat(bind(Map.of("archive.directory", "/backup/images", "archive.keep", "1000", "archive.s3.endpoint",
                "https://minio.example.com:9000", "archive.s3.region", "eu-central-1", "archive.s3.path-style",
                "true")))
            .isEqualTo(new ArchiveProperties("/backup/images", 1_000,
                    new BucketProperties(URI.create("https://minio.example.com:9000"), "eu-central-1", true)));
    }

    @Test
    void anEmptyDirectoryIsRefused() {
        assertThatThrownBy(() -> new ArchiveProperties("", 1, S3)).isInstanceOf(IllegalArgumentException.class)
            .hasMessage("archive.directory is empty; it needs to be a directory such as archives");
    }

    @ParameterizedTest
    @ValueSource(ints = { Integer.MIN_VALUE, 0, 1_001 })
    void keepingNoneOrTooManyIsRefused(int keep) {
        assertThatThrownBy(() -> new ArchiveProperties("archives", keep, S3))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("archive.keep is '%d'; it needs to be a number from 1 to 1000", keep);
    }

    @ParameterizedTest
    @CsvSource({ "s3://backup,backup,''", "s3://backup/,backup,''", "s3://my.bucket/a/b,my.bucket,a/b/",
            "s3://backup/images//,backup,images/" })
    void aPlaceInObjectStorageIsABucketAndAPrefix(String directory, String bucket, String prefix) {
        assertThat(new ArchiveProperties(directory, 1, S3).bucket()).contains(new BucketLocation(bucket, prefix));
    }

    @ParameterizedTest
    @ValueSource(strings = { "s3:", "s3:/backup", "s3://", "s3:///images", "s3://b", "s3://-backup/", "s3://back up",
            "s3://backup//a", "s3://backup/a/../b", "s3://backup?versions", "s3://key:secret@backup/a" })
    void aMalformedPlaceInObjectStorageIsRefused(String directory) {
        assertThatThrownBy(() -> new ArchiveProperties(directory, 1, S3)).isInstanceOf(IllegalArgumentException.class)
            .hasMessageEndingWith(
                    "which is no place in object storage; such a place is s3://bucket or s3://bucket/prefix");
    }

    @ParameterizedTest
    @ValueSource(strings = { "minio.example.com", "ftp://minio.example.com", "https://key:secret@minio.example.com" })
    void anEndpointThatIsNoAddressIsRefused(String endpoint) {
        assertThatThrownBy(() -> new BucketProperties(URI.create(endpoint), null, false))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("archive.s3.endpoint is no address; it needs to be one such as https://minio.example.com");
    }

    private static ArchiveProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("archive",
                ArchiveProperties.class);
    }

}
