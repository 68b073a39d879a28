/**
 * The distribution API as calls: catalog page, tags, manifest, config, blob, and pushing
 * the latter three.
 */
@NullMarked
package dev.registryarchiver.registry;

import org.jspecify.annotations.NullMarked;
