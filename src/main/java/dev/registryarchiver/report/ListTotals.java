package dev.registryarchiver.report;

import dev.registryarchiver.report.ListedRepository.State;

/**
 * What a run would do in all.
 *
 * @param repositories number of repositories
 * @param images number of images it would archive
 * @param archived how many of these are there already
 * @param nothing repositories without an image
 * @param failed repositories it cannot be told of
 * @param size bytes of all archives
 * @param fetch bytes to be fetched, each shared layer once
 * @param room bytes of disk needed
 */
public record ListTotals(long repositories, long images, long archived, long nothing, long failed, long size,
        long fetch, long room) {

    /** Before anything is known. */
    public static final ListTotals NONE = new ListTotals(0, 0, 0, 0, 0, 0, 0, 0);

    /** These and one repository more. */
    public ListTotals plus(ListedRepository repository) {
        ListTotals totals = new ListTotals(this.repositories + 1, this.images, this.archived,
                this.nothing + ((repository.state() == State.NOTHING_TO_SAVE) ? 1 : 0),
                this.failed + ((repository.state() == State.FAILED) ? 1 : 0), this.size, this.fetch, this.room);
        for (ListedImage image : repository.images()) {
            totals = totals.plus(image);
        }
        return totals;
    }

    private ListTotals plus(ListedImage image) {
        return new ListTotals(this.repositories, this.images + 1, this.archived + (image.archived() ? 1 : 0),
                this.nothing, this.failed, this.size + image.size(), this.fetch + image.fetch(),
                this.room + image.room());
    }

    String sentence() {
        return "%s: %s chosen (%d there already), %d with nothing to save, %d failed; %s in all, %s to fetch, %s of disk needed. Nothing was written."
            .formatted(Quantities.count(this.repositories, "repository", "repositories"),
                    Quantities.count(this.images, "image", "images"), this.archived, this.nothing, this.failed,
                    Quantities.bytes(this.size), Quantities.bytes(this.fetch), Quantities.bytes(this.room));
    }

}
