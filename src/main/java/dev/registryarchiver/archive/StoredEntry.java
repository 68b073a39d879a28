package dev.registryarchiver.archive;

/**
 * An entry as it lies in an archive on the disk.
 *
 * @param path name of the entry; directories end with a slash
 * @param position first byte of its content
 * @param size length of its content in bytes
 */
record StoredEntry(String path, long position, long size) {

    boolean isDirectory() {
        return this.path.endsWith("/");
    }

    /** First byte behind the content. */
    long end() {
        return this.position + this.size;
    }

    /** First byte of what comes next. */
    long next() {
        return end() + TarHeader.padding(this.size);
    }

}
