package dev.registryarchiver.registry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The links of an answer, as far as the next page of a list needs them. Of a target only
 * the query is of use: hosts, schemes and paths in it are wrong behind many a proxy, and
 * following them would let the server choose whom we talk to.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8288#section-3">RFC 8288, section 3</a>
 */
final class LinkHeader {

    private static final int MAX_LENGTH = 16 * 1024;

    private final String text;

    private int position;

    private LinkHeader(String text) {
        this.text = text;
    }

    /**
     * The raw query of the link to the next page, or nothing when this is the last page.
     * @param action what is being done, such as {@code list repositories}
     * @param values all values of {@code Link}
     * @throws IncompleteListException if there is a next page but no telling where
     */
    static Optional<String> next(String action, List<String> values) {
        List<Link> links = new ArrayList<>();
        for (String value : values) {
            if (value.length() > MAX_LENGTH || !new LinkHeader(value).parseInto(links)) {
                throw new IncompleteListException(action, "the link to the next page is unreadable");
            }
        }
        Optional<Link> next = links.stream().filter(Link::isNext).findFirst();
        if (next.isEmpty() && links.size() == 1 && links.get(0).relation().isEmpty()) {
            next = Optional.of(links.get(0));
        }
        return next.map((link) -> link.query()
            .orElseThrow(() -> new IncompleteListException(action, "the link to the next page does not say where")));
    }

    private boolean parseInto(List<Link> links) {
        while (true) {
            skipBlanksAnd(',');
            if (atEnd()) {
                return true;
            }
            if (!accept('<')) {
                return false;
            }
            int end = this.text.indexOf('>', this.position);
            if (end < 0) {
                return false;
            }
            String target = this.text.substring(this.position, end);
            this.position = end + 1;
            Optional<String> relation = parseParameters();
            skipBlanks();
            if (!atEnd() && current() != ',') {
                return false;
            }
            links.add(new Link(target, relation.orElse("")));
        }
    }

    private Optional<String> parseParameters() {
        Optional<String> relation = Optional.empty();
        while (true) {
            skipBlanks();
            if (!accept(';')) {
                return relation;
            }
            skipBlanks();
            String name = parseToken();
            skipBlanks();
            String value = "";
            if (accept('=')) {
                skipBlanks();
                value = accept('"') ? parseQuoted() : parseToken();
            }
            // A second rel does not count.
            if (name.equalsIgnoreCase("rel") && relation.isEmpty()) {
                relation = Optional.of(value);
            }
        }
    }

    private String parseToken() {
        int start = this.position;
        while (!atEnd() && " \t;,=\"<".indexOf(current()) < 0) {
            this.position++;
        }
        return this.text.substring(start, this.position);
    }

    private String parseQuoted() {
        StringBuilder value = new StringBuilder();
        while (!atEnd() && current() != '"') {
            if (current() == '\\' && this.position + 1 < this.text.length()) {
                this.position++;
            }
            value.append(current());
            this.position++;
        }
        accept('"');
        return value.toString();
    }

    private void skipBlanks() {
        skipBlanksAnd(' ');
    }

    private void skipBlanksAnd(char other) {
        while (!atEnd() && (current() == ' ' || current() == '\t' || current() == other)) {
            this.position++;
        }
    }

    private boolean accept(char expected) {
        if (atEnd() || current() != expected) {
            return false;
        }
        this.position++;
        return true;
    }

    private char current() {
        return this.text.charAt(this.position);
    }

    private boolean atEnd() {
        return this.position >= this.text.length();
    }

    /**
     * One link.
     *
     * @param target what stands between the angle brackets
     * @param relation value of {@code rel}, or empty
     */
    private record Link(String target, String relation) {

        boolean isNext() {
            return Arrays.asList(this.relation.strip().toLowerCase(Locale.ROOT).split("\\s+")).contains("next");
        }

        Optional<String> query() {
            int fragment = this.target.indexOf('#');
            String target = (fragment < 0) ? this.target : this.target.substring(0, fragment);
            int mark = target.indexOf('?');
            return (mark < 0 || mark == target.length() - 1) ? Optional.empty()
                    : Optional.of(legalized(target.substring(mark + 1)));
        }

        /**
         * Escapes what no address may contain and leaves everything else as it came,
         * because cursors of ECR and Quay do not survive decoding and encoding.
         */
        private static String legalized(String query) {
            StringBuilder legal = new StringBuilder(query.length());
            for (int i = 0; i < query.length(); i++) {
                char c = query.charAt(i);
                if (isLegal(c) && (c != '%' || isEscape(query, i))) {
                    legal.append(c);
                }
                else {
                    // Header bytes come as characters up to 0xff.
                    legal.append("%%%02X".formatted(c & 0xff));
                }
            }
            return legal.toString();
        }

        private static boolean isLegal(char c) {
            return c > ' ' && c < 0x7f && "\"<>\\^`{|}".indexOf(c) < 0;
        }

        private static boolean isEscape(String query, int percent) {
            return percent + 2 < query.length() && Character.digit(query.charAt(percent + 1), 16) >= 0
                    && Character.digit(query.charAt(percent + 2), 16) >= 0;
        }

    }

}
