package dev.registryarchiver.report;

import java.util.List;

/** Prints what becomes of archives that are pushed to a registry. */
public interface RestorePrinter {

    /** Prints one archive. */
    void print(RestoredArchive archive);

    /**
     * Prints what became of all.
     * @param archives those that were tried
     * @param wanted how many there were
     */
    void print(List<RestoredArchive> archives, int wanted);

}
