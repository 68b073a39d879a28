/**
 * Turns outcomes into console lines, JSON, a page and metrics.
 */
@NullMarked
package dev.registryarchiver.report;

import org.jspecify.annotations.NullMarked;
