package dev.registryarchiver.real;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

import org.gaul.s3proxy.AccessGrant;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * Object storage with one bucket, in memory, behind a real server that speaks S3 and
 * checks signatures; told to, it refuses. Remembers what it was asked to do.
 */
public final class ObjectStorage implements AutoCloseable {

    /** Name of the bucket. */
    public static final String BUCKET = "backup";

    private static final String KEY = "archiver";

    private static final String SECRET = "object-storage-secret";

    private final Recorder storage = new Recorder(new TransientNio2BlobStore());

    private final S3Proxy server;

    private final List<String> operations = new CopyOnWriteArrayList<>();

    private volatile @Nullable Refusal refusal;

    private ObjectStorage() {
        this.server = S3Proxy.builder()
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, KEY, SECRET)
            .blobStore(this.storage)
            .v4MaxNonChunkedRequestSize(64 << 20)
            .build();
        this.server.setBlobStoreLocator(
                (identity, container, blob) -> KEY.equals(identity) ? new AccessGrant(SECRET, this.storage) : null);
        this.storage.createContainer(BUCKET);
    }

    /** Starts it, and gives this process and those begun by it the keys. */
    public static ObjectStorage start() {
        ObjectStorage storage = new ObjectStorage();
        try {
            storage.server.start();
        }
        catch (Exception ex) {
            throw new IllegalStateException("The object storage does not start", ex);
        }
        System.setProperty("aws.accessKeyId", KEY);
        System.setProperty("aws.secretAccessKey", SECRET);
        return storage;
    }

    /** What gives another JVM the keys. */
    public static List<String> keys() {
        return List.of("-Daws.accessKeyId=" + KEY, "-Daws.secretAccessKey=" + SECRET);
    }

    public String endpoint() {
        return "http://127.0.0.1:%d".formatted(this.server.getPort());
    }

    /** Everything in the bucket by key, with its length. */
    public Map<String, Long> objects() {
        Map<String, Long> objects = new TreeMap<>();
        this.storage.delegate()
            .list(ListObjectsV2Request.builder().bucket(BUCKET).maxKeys(1000).build())
            .contents()
            .forEach((object) -> objects.put(object.key(), object.size()));
        return objects;
    }

    public byte[] content(String key) {
        try (InputStream content = this.storage.delegate().getBlob(BUCKET, key)) {
            return content.readAllBytes();
        }
        catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    public void put(String key, byte[] content) {
        this.storage.delegate()
            .putBlob(PutObjectRequest.builder().bucket(BUCKET).key(key).contentLength((long) content.length).build(),
                    new java.io.ByteArrayInputStream(content));
    }

    public void delete(String key) {
        this.storage.delegate().removeBlob(BUCKET, key);
    }

    /** Number of uploads that were begun and not ended. */
    public int openUploads() {
        return this.storage.delegate().listMultipartUploads(BUCKET).size();
    }

    /** What was done since {@link #clearOperations()}, such as {@code PUT key}. */
    public List<String> operations(String verb) {
        return this.operations.stream().filter((operation) -> operation.startsWith(verb + " ")).toList();
    }

    public void clearOperations() {
        this.operations.clear();
    }

    /** Refuses operations such as {@code PUT key} from now on. */
    public void refuse(Predicate<String> operations, int status, String code) {
        this.refusal = new Refusal(operations, status, code);
    }

    public void refuseNothing() {
        this.refusal = null;
    }

    @Override
    public void close() {
        try {
            this.server.stop();
        }
        catch (Exception ex) {
            throw new IllegalStateException("The object storage does not stop", ex);
        }
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    private void record(String operation) {
        this.operations.add(operation);
        Refusal current = this.refusal;
        if (current != null && current.operations().test(operation)) {
            throw S3Exception.builder()
                .statusCode(current.status())
                .message(current.code())
                .awsErrorDetails(
                        AwsErrorDetails.builder().errorCode(current.code()).errorMessage(current.code()).build())
                .build();
        }
    }

    private record Refusal(Predicate<String> operations, int status, String code) {

    }

    private final class Recorder extends ForwardingBlobStore {

        private Recorder(BlobStore storage) {
            super(storage);
        }

        @Override
        public BlobStore delegate() {
            return (BlobStore) super.delegate();
        }

        @Override
        public ListObjectsV2Response list(ListObjectsV2Request request) {
            record("LIST " + request.prefix());
            return super.list(request);
        }

        @Override
        public PutObjectResponse putBlob(PutObjectRequest request, InputStream content) {
            record("PUT " + request.key());
            return super.putBlob(request, content);
        }

        @Override
        public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
            record("GET " + request.key());
            return super.getBlob(request);
        }

        @Override
        public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
            record("DELETE " + request.key());
            return super.removeBlob(request);
        }

        @Override
        public MultipartUpload initiateMultipartUpload(CreateMultipartUploadRequest request) {
            record("BEGIN " + request.key());
            return super.initiateMultipartUpload(request);
        }

        @Override
        public UploadPartResponse uploadMultipartPart(MultipartUpload upload, UploadPartRequest request,
                InputStream content) {
            record("PART %s %d".formatted(request.key(), request.partNumber()));
            return super.uploadMultipartPart(upload, request, content);
        }

        @Override
        public CompleteMultipartUploadResponse completeMultipartUpload(MultipartUpload upload,
                CompleteMultipartUploadRequest request) {
            record("COMPLETE " + request.key());
            return super.completeMultipartUpload(upload, request);
        }

    }

}
