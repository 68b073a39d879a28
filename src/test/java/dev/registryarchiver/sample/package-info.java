/**
 * A registry to try Registry Archiver on, with images that show what it is for.
 */
@NullMarked
package dev.registryarchiver.sample;

import org.jspecify.annotations.NullMarked;
