/**
 * The distribution API as calls: catalog page, tags, manifest, config, blob.
 */
@NullMarked
package dev.registryarchiver.registry;

import org.jspecify.annotations.NullMarked;
