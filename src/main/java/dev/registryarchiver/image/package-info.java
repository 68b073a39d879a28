/**
 * What registries, references, manifests, descriptors and digests <em>are</em>: values,
 * checked once, and views beside the exact bytes they were read from. Imports nothing of
 * ours.
 */
@NullMarked
package dev.registryarchiver.image;

import org.jspecify.annotations.NullMarked;
