/** Hostile input: how to make it, and what reading it may cost. */
@NullMarked
package dev.registryarchiver.fuzz;

import org.jspecify.annotations.NullMarked;
