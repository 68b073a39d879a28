package dev.registryarchiver.job;

import java.nio.charset.StandardCharsets;

import dev.registryarchiver.catalog.CatalogProperties;
import dev.registryarchiver.catalog.Shard;
import dev.registryarchiver.image.Digest;
import dev.registryarchiver.selection.SelectionProperties;

/**
 * What a run is asked to archive. A run is continued only for the same settings.
 *
 * @param catalog which repositories
 * @param shard which part of these
 * @param selection which images of them
 */
record RunSettings(CatalogProperties catalog, Shard shard, SelectionProperties selection) {

    /** Equal for equal settings. */
    String fingerprint() {
        return fingerprint(toString());
    }

    /** Equal for settings under which the same repositories are listed. */
    String catalogFingerprint() {
        return fingerprint(this.catalog + " " + this.shard);
    }

    private static String fingerprint(String settings) {
        return Digest.sha256(settings.getBytes(StandardCharsets.UTF_8)).abbreviated();
    }

}
