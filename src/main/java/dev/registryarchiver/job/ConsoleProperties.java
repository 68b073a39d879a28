package dev.registryarchiver.job;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the console shows. These stand beside the sections of all other properties, so
 * only {@link PropertyCatalog} finds misspelt ones.
 *
 * @param output how results are printed: text, json or csv
 * @param quiet whether only warnings and failures are told, and nothing at all when there
 * are none
 */
@ConfigurationProperties
record ConsoleProperties(@DefaultValue("text") OutputFormat output, @DefaultValue("false") boolean quiet) {
}
