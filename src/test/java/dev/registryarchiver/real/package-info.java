/**
 * Real servers and tools for interoperability tests: Debian's {@code docker-registry}
 * with every kind of authentication, and whatever else is on the {@code PATH}.
 */
@NullMarked
package dev.registryarchiver.real;

import org.jspecify.annotations.NullMarked;
