package dev.registryarchiver.archive;

import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;

import javax.net.ssl.SSLException;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

import dev.registryarchiver.archive.BucketException.Problem;

/**
 * What an error of the S3 client means. Only codes and kinds are told of it: its messages
 * may name keys and hosts of credentials.
 *
 * @see <a href=
 * "https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html">Error
 * responses</a>
 */
final class BucketFailure {

    private static final Set<String> REGION = Set.of("PermanentRedirect", "AuthorizationHeaderMalformed",
            "IllegalLocationConstraintException", "IncorrectEndpoint");

    private static final Set<String> CLOCK = Set.of("RequestTimeTooSkewed", "RequestExpired");

    private static final Set<String> FULL = Set.of("QuotaExceeded", "QuotaExceededException", "XMinioStorageFull",
            "InsufficientCapacity", "XMinioAdminBucketQuotaExceeded", "InsufficientStorage");

    private BucketFailure() {
    }

    /**
     * The same failure in words.
     * @param action what was tried, such as "write"
     * @param url on what
     */
    static BucketException of(SdkException failure, String action, String url) {
        if (failure instanceof AwsServiceException service) {
            return new BucketException(action, url, problem(service), answer(service), failure);
        }
        return new BucketException(action, url, problem(failure), kind(failure), failure);
    }

    /** Whether what was asked for is simply not there. */
    static boolean isAbsent(SdkException failure) {
        return failure instanceof AwsServiceException service && service.statusCode() == 404
                && !"NoSuchBucket".equals(code(service));
    }

    private static Problem problem(AwsServiceException failure) {
        String code = code(failure);
        int status = failure.statusCode();
        if ("NoSuchBucket".equals(code)) {
            return Problem.MISSING;
        }
        if (REGION.contains(code) || status == 301 || status == 307) {
            return Problem.WRONG_REGION;
        }
        if (CLOCK.contains(code)) {
            return Problem.CLOCK;
        }
        if (FULL.contains(code) || status == 507) {
            return Problem.FULL;
        }
        if (status == 401 || status == 403) {
            return Problem.REFUSED;
        }
        return (status == 429 || status >= 500) ? Problem.BUSY : Problem.BROKEN;
    }

    private static Problem problem(SdkException failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        if (failure instanceof SdkClientException && message.contains("unable to load credentials")) {
            return Problem.NO_CREDENTIALS;
        }
        return message.contains("unable to load region") ? Problem.NO_REGION : Problem.UNREACHABLE;
    }

    private static String answer(AwsServiceException failure) {
        String code = code(failure);
        return code.isEmpty() ? "HTTP %d".formatted(failure.statusCode())
                : "HTTP %d, %s".formatted(failure.statusCode(), code);
    }

    private static String code(AwsServiceException failure) {
        String code = (failure.awsErrorDetails() != null) ? failure.awsErrorDetails().errorCode() : null;
        return (code != null) ? code.replaceAll("[^A-Za-z0-9._-]", "") : "";
    }

    /** The innermost cause that says something about the network, without its words. */
    private static String kind(Throwable failure) {
        Throwable kind = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException || cause instanceof UnknownHostException
                    || cause instanceof SSLException || cause instanceof SocketException) {
                return cause.getClass().getSimpleName();
            }
            kind = cause;
        }
        return kind.getClass().getSimpleName();
    }

}
