package dev.registryarchiver.selection;

import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which images are chosen.
 *
 * @param tags which tags come into question
 * @param platform platforms to archive, such as {@code linux/amd64,linux/arm64}; the
 * single word {@code all} keeps every platform of an image together
 * @param newest how many of the newest images of each repository are archived, 1 to 100
 */
@ConfigurationProperties(prefix = "selection", ignoreUnknownFields = false)
public record SelectionProperties(@DefaultValue Tags tags, @DefaultValue("linux/amd64") List<String> platform,
        @DefaultValue("1") int newest) {

    private static final int MAX_NEWEST = 100;

    public SelectionProperties {
        if (newest < 1 || newest > MAX_NEWEST) {
            throw new IllegalArgumentException(
                    "selection.newest is '%d'; it needs to be a number from 1 to %d".formatted(newest, MAX_NEWEST));
        }
        platform = canonical(platform);
    }

    /** The platforms as choices, without repetitions. */
    List<PlatformChoice> platformChoices() {
        return this.platform.stream().map(PlatformChoice::of).toList();
    }

    private static List<String> canonical(List<String> platforms) {
        List<PlatformChoice> choices = platforms.stream().map(SelectionProperties::choice).distinct().toList();
        if (choices.isEmpty()) {
            throw new IllegalArgumentException(
                    "selection.platform is empty; use a platform such as linux/amd64, several of them, or all");
        }
        if (choices.size() > 1 && choices.contains(PlatformChoice.ALL)) {
            throw new IllegalArgumentException(
                    "selection.platform names 'all' beside other platforms; use either 'all' alone or certain platforms");
        }
        return choices.stream().map(PlatformChoice::toString).toList();
    }

    private static PlatformChoice choice(String platform) {
        try {
            return PlatformChoice.of(platform);
        }
        catch (IllegalArgumentException ex) {
            throw new IllegalArgumentException("selection.platform: " + ex.getMessage() + ", or all", ex);
        }
    }

    /**
     * Which tags come into question. An expression has to match the whole tag; one that
     * contains a comma has to be written as an entry of a YAML list.
     *
     * @param include regular expressions of which a tag has to match at least one; empty
     * for all tags
     * @param exclude regular expressions of which a tag must not match any
     */
    public record Tags(@DefaultValue List<String> include, @DefaultValue List<String> exclude) {

        public Tags {
            include = List.copyOf(include);
            exclude = List.copyOf(exclude);
            include.forEach((regex) -> compile("selection.tags.include", regex));
            exclude.forEach((regex) -> compile("selection.tags.exclude", regex));
        }

        /** The decision these settings describe. */
        TagPolicy policy() {
            return new TagPolicy(this.include.stream().map(Pattern::compile).toList(),
                    this.exclude.stream().map(Pattern::compile).toList());
        }

        private static void compile(String property, String regex) {
            try {
                Pattern.compile(regex);
            }
            catch (PatternSyntaxException ex) {
                throw new IllegalArgumentException("%s: '%s' is not a regular expression (%s at position %d)"
                    .formatted(property, regex, ex.getDescription(), ex.getIndex() + 1), ex);
            }
        }

    }

}
