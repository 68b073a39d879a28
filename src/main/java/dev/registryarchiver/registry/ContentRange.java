package dev.registryarchiver.registry;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.registryarchiver.transport.Response;

/**
 * Which bytes of a whole an answer holds.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-14.4">RFC 9110, section
 * 14.4</a>
 */
final class ContentRange {

    private static final Pattern GRAMMAR = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

    private ContentRange() {
    }

    /**
     * Whether the answer says exactly once that it holds everything from {@code offset}
     * until before {@code end} of {@code size} bytes.
     */
    static boolean is(Response response, long offset, long end, long size) {
        List<String> values = response.headers("Content-Range");
        if (values.size() != 1) {
            return false;
        }
        Matcher range = GRAMMAR.matcher(values.get(0).strip());
        return range.matches() && Long.parseLong(range.group(1)) == offset && Long.parseLong(range.group(2)) == end - 1
                && (range.group(3).equals("*") || Long.parseLong(range.group(3)) == size);
    }

}
