package dev.registryarchiver.archive;

import java.util.List;

import dev.registryarchiver.image.Descriptor;

/**
 * What archiving an image would take.
 *
 * @param name the archive, relative to the archive directory
 * @param size length of the archive in bytes
 * @param isThere whether it is there already, so that nothing has to be done
 * @param documents bytes of manifests and configs to be fetched
 * @param missing layers that no archive on the disk holds
 */
public record ArchivePlan(String name, long size, boolean isThere, long documents, List<Descriptor> missing) {

    public ArchivePlan {
        missing = List.copyOf(missing);
    }

    /** Bytes of disk it needs. */
    public long room() {
        return this.isThere ? 0 : this.size;
    }

}
