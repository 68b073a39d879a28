/**
 * Turns a challenge and credentials into an {@code Authorization} header for a scope.
 * Credentials go to the origin of the registry and to the one token service it names, and
 * only after the address of that service has been checked.
 */
@NullMarked
package dev.registryarchiver.auth;

import org.jspecify.annotations.NullMarked;
