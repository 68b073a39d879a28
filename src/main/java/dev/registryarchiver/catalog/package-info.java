/**
 * Yields repository names, restartable; one {@code RepositorySource} per way of listing.
 */
@NullMarked
package dev.registryarchiver.catalog;

import org.jspecify.annotations.NullMarked;
