@NullMarked
package dev.registryarchiver.transport;

import org.jspecify.annotations.NullMarked;
