/**
 * Lays out, fills, verifies and publishes a loadable tar.
 * <p>
 * The manifest tells the exact size of every blob, so the whole archive is laid out
 * before the first layer is fetched: {@link dev.registryarchiver.archive.ImageArchiver}
 * reads the documents, every header and offset is computed, and blobs arrive in parallel
 * straight in their slots of a {@code .tar.partial} beside the target. Only an archive
 * that is complete and verified gets its final name.
 * <p>
 * A large blob whose connection brings less than 64 MiB a second is fetched in parts by
 * up to eight of them, as far as they would be idle, where the registry serves parts
 * ({@link dev.registryarchiver.archive.BlobHelp}); each part is asked for at the
 * registry's own address, because signed addresses of storages run out. Nothing is
 * believed of a part by itself: the hash follows over all of them in order.
 * <p>
 * No byte is fetched twice. What an attempt leaves behind is continued by the next one,
 * whichever process makes it: {@link dev.registryarchiver.archive.PartialProgress} says
 * how far each part was filled, and its bytes are read again before they are believed. A
 * blob that another archive holds is copied from there, and one that another image is
 * fetching is waited for; what is copied is verified on its way, and takes no room where
 * files can share blocks ({@link dev.registryarchiver.archive.BlockSharing}), for which
 * large blobs begin at a multiple of their size. A killed process costs at most half a
 * mebibyte ({@link dev.registryarchiver.archive.SegmentWriter}) for each connection; a
 * power failure, the blobs of which not every byte was on the disk.
 * <p>
 * That is how it is in a directory. In a bucket
 * ({@link dev.registryarchiver.archive.BucketArchiveStore}) nothing can be written by
 * position and nothing be read before it is published: there the bytes of an archive are
 * sent in order and in parts, blobs one after the other, and what a killed process leaves
 * is gone on with behind the last blob whose digest was right
 * ({@link dev.registryarchiver.archive.UploadRecord}).
 */
@NullMarked
package dev.registryarchiver.archive;

import org.jspecify.annotations.NullMarked;
