package dev.registryarchiver.registry;

import java.net.URI;

import dev.registryarchiver.transport.Response;

/**
 * What became of one request of an upload.
 *
 * @param kind what it means
 * @param session how the upload stands now
 * @param status HTTP status
 * @param uri who answered
 * @param error what the registry said when it took nothing
 */
record UploadAnswer(Kind kind, UploadSession session, int status, URI uri, ErrorBody error) {

    /** What an answer means for the upload. */
    enum Kind {

        /** The blob is there. */
        DONE,

        /** Bytes were taken, as many as the session says. */
        TAKEN,

        /** The registry expects other bytes. */
        OUT_OF_STEP,

        /** The upload is not known any more. */
        GONE,

        /** More than the registry, or what is before it, takes with one request. */
        TOO_LARGE,

        /** The bytes that arrived have another digest. */
        OTHER_BYTES,

        /** Not in this manner. */
        NOT_SO,

        /** Trouble of the moment. */
        BUSY,

        /** Not at all. */
        REFUSED

    }

    static UploadAnswer of(UploadSession session, Response response) {
        ErrorBody error = response.isSuccessful() ? new ErrorBody("", ErrorBody.Author.UNKNOWN)
                : ErrorBody.of(response);
        return new UploadAnswer(kind(response.status(), error), session, response.status(), response.uri(), error);
    }

    UploadAnswer with(UploadSession changed) {
        return new UploadAnswer(this.kind, changed, this.status, this.uri, this.error);
    }

    PushFailedException failure(String action) {
        return PushFailedException.ofStatus(action, this.uri, this.status, this.error);
    }

    /** Why it came to nothing, completing "because". */
    String reason() {
        return switch (this.kind) {
            case GONE -> "the registry lost the upload";
            case OUT_OF_STEP -> "the registry lost count of the bytes";
            case OTHER_BYTES -> "other bytes arrived than were sent";
            default -> "the registry answered %d%s".formatted(this.status, this.error.inParentheses());
        };
    }

    private static Kind kind(int status, ErrorBody error) {
        String words = error.words();
        return switch (status) {
            case 201 -> Kind.DONE;
            case 200, 202, 204 -> Kind.TAKEN;
            case 404, 410 -> Kind.GONE;
            case 413 -> Kind.TOO_LARGE;
            case 416 -> Kind.OUT_OF_STEP;
            case 401, 403, 507 -> Kind.REFUSED;
            case 400 -> words.startsWith("DIGEST_INVALID") ? Kind.OTHER_BYTES
                    : words.startsWith("BLOB_UPLOAD_") ? Kind.GONE : Kind.NOT_SO;
            default -> UnexpectedAnswerException.isTransient(status) ? Kind.BUSY : Kind.NOT_SO;
        };
    }

}
