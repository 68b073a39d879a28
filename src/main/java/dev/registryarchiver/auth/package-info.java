/**
 * Turns a challenge and credentials into an {@code Authorization} header for a scope.
 */
@NullMarked
package dev.registryarchiver.auth;

import org.jspecify.annotations.NullMarked;
