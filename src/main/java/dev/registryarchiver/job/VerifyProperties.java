package dev.registryarchiver.job;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is verified.
 *
 * @param diffIds whether layers are also unpacked and compared with the diff ids of their
 * config
 */
@ConfigurationProperties(prefix = "verify", ignoreUnknownFields = false)
record VerifyProperties(@DefaultValue("false") boolean diffIds) {
}
