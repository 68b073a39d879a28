package dev.registryarchiver.auth;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class ChallengeParserTests {

    private static final Challenge BEARER = challenge("bearer", "realm", "https://a/t");

    private static final Challenge BASIC = challenge("basic", "realm", "R");

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void readsChallengesOfLine(String vector, String line, List<Challenge> expected) {
        assertThat(ChallengeParser.parse(List.of(line))).isEqualTo(expected);
    }

    static Stream<Arguments> readsChallengesOfLine() {
        return Stream.of(arguments("C1",
                "Bearer realm=\"https://auth.docker.io/token\",service=\"registry.docker.io\",scope=\"repository:samalba/my-app:pull,push\"",
                List.of(challenge("bearer", "realm", "https://auth.docker.io/token", "service", "registry.docker.io",
                        "scope", "repository:samalba/my-app:pull,push"))),
                arguments("C2", "bEaReR ReAlM=\"https://a/t\"", List.of(BEARER)),
                arguments("C3", "Basic realm=\"GitHub Package Registry\"",
                        List.of(challenge("basic", "realm", "GitHub Package Registry"))),
                arguments("C4", "BASIC", List.of(challenge("basic"))),
                arguments("C5", "Basic realm=/", List.of(challenge("basic", "realm", "/"))),
                arguments("C5", "Basic realm=unquoted", List.of(challenge("basic", "realm", "unquoted"))),
                arguments("C6", "Basic realm=\"Dev\", charset=\"UTF-8\"",
                        List.of(challenge("basic", "realm", "Dev", "charset", "UTF-8"))),
                arguments("C7", "Bearer realm=\"https://a/t\",other=fun,slashed=\"he\\\"\\l\\lo\"",
                        List.of(challenge("bearer", "realm", "https://a/t", "other", "fun", "slashed", "he\"llo"))),
                arguments("C8", "Basic realm=\"my \\\"q\\\" realm\"",
                        List.of(challenge("basic", "realm", "my \"q\" realm"))),
                arguments("C9", "Bearer realm=\"https://a/t\", service=\"s\", scope=\"x:y:z\", Basic realm=\"R\"",
                        List.of(challenge("bearer", "realm", "https://a/t", "service", "s", "scope", "x:y:z"), BASIC)),
                arguments("C10", "Negotiate, Basic realm=\"R\"", List.of(challenge("negotiate"), BASIC)),
                arguments("C13", "Negotiate YIIabc==, Bearer realm=\"https://a/t\"",
                        List.of(challenge("negotiate"), BEARER)),
                arguments("C13", "Bearer realm=\"https://a/t\", Negotiate YIIabc==",
                        List.of(BEARER, challenge("negotiate"))),
                arguments("C15", "", List.of()), arguments("C15", " \t", List.of()),
                arguments("C17", "Bearer", List.of(challenge("bearer"))),
                arguments("C18", "Bearer realm=\"https://a/t\",service=\"s\",scope=\"\"",
                        List.of(challenge("bearer", "realm", "https://a/t", "service", "s", "scope", ""))),
                arguments("C20", "Basic realm=openshift,error=\"access denied\"",
                        List.of(challenge("basic", "realm", "openshift", "error", "access denied"))),
                arguments("C22", "Bearer realm = \"https://a/t\" , service = \"s\"",
                        List.of(challenge("bearer", "realm", "https://a/t", "service", "s"))),
                arguments("C23", "Bearer realm=\"https://a/t", List.of()),
                arguments("C23", "Basic realm=\"R\", Bearer realm=\"https://a/t", List.of(BASIC)),
                arguments("C24", "Bearer realm=\"https://a/t\\", List.of()),
                arguments("C25", ",, Bearer realm=\"https://a/t\",,service=\"s\",",
                        List.of(challenge("bearer", "realm", "https://a/t", "service", "s"))),
                arguments("C26", "Bearer realm=\"https://a/t\",realm=\"https://evil/t\"", List.of(BEARER)),
                arguments("C27", "Bearer realm=\"" + "a".repeat(20 * 1024) + "\"", List.of()),
                arguments("C27", ",".repeat(10_000), List.of()),
                arguments("C34", "Bearer realm=\"https://a/t\r\nX: y\"", List.of()),
                arguments("C34", "Bearer realm=\"https://a/\u0000t\"", List.of()));
    }

    @ParameterizedTest
    @MethodSource
    void dropsMalformed(String line) {
        assertThat(ChallengeParser.parse(List.of(line))).isEmpty();
    }

    static Stream<String> dropsMalformed() {
        return Stream.of("realm=\"x\"", "=", "\"quoted\"", "Basic realm=\"a\" junk", "Basic one two", "Basic =x",
                "Basic\"x\"");
    }

    @Test
    void readsAllLinesAlthoughOneIsMalformed() {
        List<String> lines = List.of("Bearer realm=\"broken", "Basic realm=\"R\"", "Bearer realm=\"https://a/t\"");

        assertThat(ChallengeParser.parse(lines)).containsExactly(BASIC, BEARER);
    }

    @Test
    void takesSixteenChallengesAndNoMore() {
        String line = IntStream.range(0, 17).mapToObj((index) -> "S" + index).collect(Collectors.joining(","));

        assertThat(ChallengeParser.parse(List.of(line))).hasSize(16).last().isEqualTo(challenge("s15"));
    }

    @Test
    void takesThirtyTwoParametersAndDropsChallengeWithMore() {
        String parameters = IntStream.range(0, 32)
            .mapToObj((index) -> "p" + index + "=v")
            .collect(Collectors.joining(","));

        assertThat(ChallengeParser.parse(List.of("Basic " + parameters))).singleElement()
            .satisfies((challenge) -> assertThat(challenge.parameters()).hasSize(32));
        assertThat(ChallengeParser.parse(List.of("Basic " + parameters + ",more=v"))).isEmpty();
    }

    @Test
    void takesLineOfSixteenKibibytesAndNoLonger() {
        String line = "Basic realm=\"" + "r".repeat(16 * 1024 - 14) + "\"";

        assertThat(ChallengeParser.parse(List.of(line))).hasSize(1);
        assertThat(ChallengeParser.parse(List.of(line + " "))).isEmpty();
    }

    private static Challenge challenge(String scheme, String... parameters) {
        return new Challenge(scheme,
                IntStream.range(0, parameters.length / 2)
                    .boxed()
                    .collect(Collectors.toMap((index) -> parameters[2 * index], (index) -> parameters[2 * index + 1],
                            (first, second) -> first, java.util.LinkedHashMap<String, String>::new)));
    }

}
