@NullMarked
package dev.registryarchiver.auth;

import org.jspecify.annotations.NullMarked;
