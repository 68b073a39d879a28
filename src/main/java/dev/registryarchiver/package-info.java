/** The entry point; everything else is in the ten packages below. */
@NullMarked
package dev.registryarchiver;

import org.jspecify.annotations.NullMarked;
