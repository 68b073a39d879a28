package dev.registryarchiver.archive;

/**
 * Where the bytes of blobs came from.
 *
 * @param fetched bytes that came from the registry
 * @param reused bytes that were on the disk: in an earlier attempt at the same archive,
 * or in another archive
 */
record Transferred(long fetched, long reused) {

    static final Transferred NOTHING = new Transferred(0, 0);

    Transferred plus(Transferred more) {
        return new Transferred(this.fetched + more.fetched, this.reused + more.reused);
    }

}
