package dev.registryarchiver.registry;

/** The ways in which a registry may take a blob. */
enum UploadManner {

    /** In pieces, each with its place. */
    CHUNKS,

    /** Whatever is left in one piece without a place, as docker does. */
    STREAM,

    /** All of it with the request that closes the upload. */
    WHOLE

}
