/**
 * Decides which tag, digest and platform is newest, and why.
 */
@NullMarked
package dev.registryarchiver.selection;

import org.jspecify.annotations.NullMarked;
