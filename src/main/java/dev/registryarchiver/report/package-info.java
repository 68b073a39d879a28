/**
 * Turns outcomes into console lines, JSON and a page.
 */
@NullMarked
package dev.registryarchiver.report;

import org.jspecify.annotations.NullMarked;
