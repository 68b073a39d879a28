/**
 * Sends one request safely: limits, redirects, retry, pacing, redaction. Apache
 * HttpClient lives here only. Knows nothing of registries. Imports nothing of ours.
 */
@NullMarked
package dev.registryarchiver.transport;

import org.jspecify.annotations.NullMarked;
