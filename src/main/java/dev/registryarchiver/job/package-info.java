/**
 * Assembles the job and its commands; the only package that sees all others.
 */
@NullMarked
package dev.registryarchiver.job;

import org.jspecify.annotations.NullMarked;
