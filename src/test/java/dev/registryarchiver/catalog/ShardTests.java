package dev.registryarchiver.catalog;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.registryarchiver.image.RepositoryName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ShardTests {

    @Test
    void everyRepositoryBelongsToExactlyOneShard() {
        List<Shard> shards = shards(7);

        assertThat(repositories(1_000))
            .allSatisfy((repository) -> assertThat(shards).filteredOn((shard) -> shard.owns(repository)).hasSize(1));
    }

    @Test
    void shardsAreOfSimilarSize() {
        List<Shard> shards = shards(5);

        Map<Shard, Long> sizes = repositories(10_000).collect(Collectors.groupingBy(
                (repository) -> shards.stream().filter((shard) -> shard.owns(repository)).findFirst().orElseThrow(),
                Collectors.counting()));

        assertThat(sizes.values()).hasSize(5).allSatisfy((size) -> assertThat(size).isBetween(1_800L, 2_200L));
    }

    @Test
    void shardOfARepositoryNeverChangesBetweenVersions() {
        assertThat(Stream.of("app", "team/app", "library/alpine", "a/b/c")
            .map((name) -> shards(16).stream().filter((shard) -> shard.owns(RepositoryName.of(name))).findFirst())
            .map((shard) -> shard.orElseThrow().index())).containsExactly(4, 15, 1, 14);
    }

    @Test
    void wholeOwnsEverything() {
        assertThat(repositories(100)).allMatch(Shard.WHOLE::owns);
        assertThat(Shard.WHOLE.isPart()).isFalse();
    }

    @Test
    void isParsedAndPrintedInOneForm() {
        assertThat(Shard.of(" 2/5 ")).isEqualTo(new Shard(2, 5)).hasToString("2/5");
        assertThat(Shard.of("0/1").isPart()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "2", "5/5", "6/5", "-1/5", "1/0", "0/0", "a/b", "1/2/3", "1 / 2", "0/10001",
            "0/99999999999", "$(SHARD_INDEX)/4" })
    void anotherFormIsRefusedWithAnExample(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Shard.of(text))
            .withMessageStartingWith("job.shard is '" + text + "'")
            .withMessageContaining("0/4");
    }

    private static List<Shard> shards(int count) {
        return IntStream.range(0, count).mapToObj((index) -> new Shard(index, count)).toList();
    }

    private static Stream<RepositoryName> repositories(int count) {
        return IntStream.range(0, count)
            .mapToObj((number) -> RepositoryName.of("team-%d/app-%d".formatted(number % 9, number)));
    }

}
