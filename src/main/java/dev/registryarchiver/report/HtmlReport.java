package dev.registryarchiver.report;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.function.Consumer;

import com.samskivert.mustache.Mustache;

import org.springframework.core.io.ClassPathResource;

import dev.registryarchiver.inventory.WorklistEntry;

/**
 * A run as one page that needs nothing but itself. What was named by others is escaped by
 * the template, and the policy of the page admits its own script and style and no other,
 * nor any request.
 */
final class HtmlReport {

    private final String style = resource("report.css");

    private final String script = resource("report.js");

    /**
     * Writes a page.
     * @param repositories hands every repository to its argument, in order; called twice
     */
    void write(OutputStream output, RunReport report, Consumer<Consumer<WorklistEntry>> repositories)
            throws IOException {
        FailureGroups failures = new FailureGroups();
        repositories.accept(failures::add);
        Writer writer = new OutputStreamWriter(output, StandardCharsets.UTF_8);
        Mustache.compiler()
            .emptyStringIsFalse(true)
            .zeroIsFalse(true)
            .compile(resource("report.mustache"))
            .execute(new HtmlPage(report, failures, this.style, this.script, policy(),
                    (fragment, out) -> new PageData(out).write(report, repositories)), writer);
        writer.flush();
    }

    private String policy() {
        return "default-src 'none'; script-src '%s'; style-src '%s'; img-src data:; base-uri 'none'; form-action 'none'"
            .formatted(hash(this.script), hash(this.style));
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        }
        catch (NoSuchAlgorithmException ex) {
            throw new IllegalStateException("Every Java has SHA-256", ex);
        }
    }

    private static String resource(String name) {
        try {
            return new ClassPathResource(name, HtmlReport.class).getContentAsString(StandardCharsets.UTF_8);
        }
        catch (IOException ex) {
            throw new IllegalStateException("The program is incomplete: it lacks " + name, ex);
        }
    }

}
