/**
 * Turns outcomes into console lines and JSON.
 */
@NullMarked
package dev.registryarchiver.report;

import org.jspecify.annotations.NullMarked;
