package dev.registryarchiver.auth;

import java.net.URI;

/**
 * Where tokens are to be had, after its address was checked.
 *
 * @param realm absolute address, its query belongs to it
 * @param service the audience to ask for, or empty
 */
record TokenService(URI realm, String service) {
}
