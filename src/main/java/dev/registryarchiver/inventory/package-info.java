/**
 * Remembers digest → created, repository → archive, and every outcome. JDBC lives here
 * only.
 */
@NullMarked
package dev.registryarchiver.inventory;

import org.jspecify.annotations.NullMarked;
