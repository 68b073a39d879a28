/**
 * Measures the program against what the wire, the disk and SHA-256 allow; run by hand.
 */
@NullMarked
package dev.registryarchiver.bench;

import org.jspecify.annotations.NullMarked;
