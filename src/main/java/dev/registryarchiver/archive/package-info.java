/**
 * Lays out, fills, verifies and publishes a loadable tar.
 */
@NullMarked
package dev.registryarchiver.archive;

import org.jspecify.annotations.NullMarked;
