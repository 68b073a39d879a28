/**
 * A registry that lives in the test's own process: it speaks real HTTP, answers as
 * distribution 2.8.2 does, remembers what it was asked and misbehaves on demand.
 */
@NullMarked
package dev.registryarchiver.fake;

import org.jspecify.annotations.NullMarked;
