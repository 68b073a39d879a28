package dev.registryarchiver.auth;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Reads one line of {@code WWW-Authenticate}, which may hold several challenges: a comma
 * separates both challenges and their parameters, so what follows it decides. Challenges
 * before a malformed one are kept, the rest of the line is dropped.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1">RFC 9110, section
 * 11.6.1</a>
 */
final class ChallengeParser {

    private static final int MAX_LINE = 16 * 1024;

    private static final int MAX_CHALLENGES = 16;

    private static final int MAX_PARAMETERS = 32;

    private final String line;

    private int position;

    private ChallengeParser(String line) {
        this.line = line;
    }

    /** The challenges of all lines, in order; at most 16 are taken. */
    static List<Challenge> parse(List<String> lines) {
        return lines.stream()
            .filter(ChallengeParser::isAcceptable)
            .flatMap((line) -> new ChallengeParser(line).challenges().stream())
            .limit(MAX_CHALLENGES)
            .toList();
    }

    private static boolean isAcceptable(String line) {
        return line.length() <= MAX_LINE
                && line.chars().noneMatch((character) -> character != '\t' && Character.isISOControl(character));
    }

    private List<Challenge> challenges() {
        List<Challenge> challenges = new ArrayList<>();
        skipSeparators();
        while (!atEnd() && challenges.size() < MAX_CHALLENGES) {
            Challenge challenge = challenge();
            if (challenge == null) {
                break;
            }
            challenges.add(challenge);
            skipSeparators();
        }
        return challenges;
    }

    private @Nullable Challenge challenge() {
        String scheme = token().toLowerCase(Locale.ROOT);
        int afterScheme = this.position;
        skipSpace();
        if (scheme.isEmpty()) {
            return null;
        }
        if (atEnd() || current() == ',') {
            return new Challenge(scheme, Map.of());
        }
        if (afterScheme == this.position) {
            return null;
        }
        if (skipToken68()) {
            return new Challenge(scheme, Map.of());
        }
        Map<String, String> parameters = parameters();
        return (parameters != null) ? new Challenge(scheme, parameters) : null;
    }

    private @Nullable Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (int count = 0; !atEnd(); count++) {
            int start = this.position;
            String name = token().toLowerCase(Locale.ROOT);
            skipSpace();
            if (name.isEmpty() || count == MAX_PARAMETERS) {
                return null;
            }
            if (atEnd() || current() != '=') {
                this.position = start;
                // A name without a value begins the next challenge, but not the first
                // parameter.
                return (count > 0) ? parameters : null;
            }
            this.position++;
            skipSpace();
            String value = value();
            if (value == null) {
                return null;
            }
            parameters.putIfAbsent(name, value);
            skipSpace();
            if (!atEnd() && current() != ',') {
                return null;
            }
            skipSeparators();
        }
        return parameters;
    }

    private @Nullable String value() {
        if (!atEnd() && current() == '"') {
            return quoted();
        }
        // Realms are sent unquoted although they hold characters no token has, such as
        // '/'.
        int start = this.position;
        while (!atEnd() && ", \t\"".indexOf(current()) < 0) {
            this.position++;
        }
        return this.line.substring(start, this.position);
    }

    private @Nullable String quoted() {
        StringBuilder value = new StringBuilder();
        this.position++;
        while (!atEnd() && current() != '"') {
            if (current() == '\\') {
                this.position++;
                if (atEnd()) {
                    return null;
                }
            }
            value.append(current());
            this.position++;
        }
        if (atEnd()) {
            return null;
        }
        this.position++;
        return value.toString();
    }

    private boolean skipToken68() {
        int start = this.position;
        while (!atEnd() && (isLetterOrDigit(current()) || "-._~+/".indexOf(current()) >= 0)) {
            this.position++;
        }
        while (this.position > start && !atEnd() && current() == '=') {
            this.position++;
        }
        boolean any = this.position > start;
        skipSpace();
        if (any && (atEnd() || current() == ',')) {
            return true;
        }
        this.position = start;
        return false;
    }

    private String token() {
        int start = this.position;
        while (!atEnd() && (isLetterOrDigit(current()) || "!#$%&'*+-.^_`|~".indexOf(current()) >= 0)) {
            this.position++;
        }
        return this.line.substring(start, this.position);
    }

    private void skipSeparators() {
        while (!atEnd() && ", \t".indexOf(current()) >= 0) {
            this.position++;
        }
    }

    private void skipSpace() {
        while (!atEnd() && (current() == ' ' || current() == '\t')) {
            this.position++;
        }
    }

    private static boolean isLetterOrDigit(char character) {
        return character < 128 && Character.isLetterOrDigit(character);
    }

    private char current() {
        return this.line.charAt(this.position);
    }

    private boolean atEnd() {
        return this.position >= this.line.length();
    }

}
