package dev.registryarchiver.job;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** Which version this is. */
final class Version {

    private Version() {
    }

    /**
     * The version of the build, or {@code development} when it was not packaged by one.
     */
    static String current() {
        Properties build = new Properties();
        try (InputStream content = Version.class.getResourceAsStream("/META-INF/build-info.properties")) {
            if (content != null) {
                build.load(content);
            }
        }
        catch (IOException ex) {
            // Only the number is lost.
        }
        return build.getProperty("build.version", "development");
    }

}
