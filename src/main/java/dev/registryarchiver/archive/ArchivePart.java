package dev.registryarchiver.archive;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;

/** What one entry of an archive holds. */
sealed interface ArchivePart {

    /** Name of the entry; directories end with a slash. */
    String path();

    /** Length of the content in bytes. */
    long size();

    /** Path of some content inside an OCI image layout. */
    static String pathOf(Digest digest) {
        return "blobs/" + digest.algorithm() + "/" + digest.hex();
    }

    /**
     * A directory; some scanners need the entries of directories.
     *
     * @param path name with a trailing slash
     */
    record Directory(String path) implements ArchivePart {

        @Override
        public long size() {
            return 0;
        }

    }

    /**
     * Content that is known already.
     *
     * @param path name of the entry
     * @param content its bytes
     */
    record Document(String path, byte[] content) implements ArchivePart {

        @Override
        public long size() {
            return this.content.length;
        }

    }

    /**
     * Content that is still to be fetched.
     *
     * @param descriptor its address
     */
    record Blob(Descriptor descriptor) implements ArchivePart {

        @Override
        public String path() {
            return pathOf(this.descriptor.digest());
        }

        @Override
        public long size() {
            return this.descriptor.size();
        }

    }

}
