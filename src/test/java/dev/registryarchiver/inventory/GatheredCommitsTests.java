package dev.registryarchiver.inventory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class GatheredCommitsTests {

    private static final String OPTIONS = ";WRITE_DELAY=0";

    @TempDir
    private Path directory;

    private final BlockingQueue<RuntimeException> failures = new LinkedBlockingQueue<>();

    private JdbcConnectionPool pool;

    private JdbcTemplate state;

    @BeforeEach
    void open() {
        this.pool = JdbcConnectionPool.create(address("state") + OPTIONS, "sa", "");
        this.state = new JdbcTemplate(this.pool);
        this.state.execute("CREATE TABLE entry (number INTEGER)");
    }

    @AfterEach
    void close() {
        this.pool.dispose();
    }

    @Test
    void commitIsSeenAtOnceAndOnTheDiskSoon() throws Exception {
        try (GatheredCommits gathered = GatheredCommits.begin(this.state, this.failures::add)) {
            for (int number = 0; number < 100; number++) {
                add(number);
            }

            assertThat(numbers(this.state)).hasSize(100);
            while (numbersOnDisk().size() < 100) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
        assertThat(this.failures).isEmpty();
    }

    @Test
    void whatIsOnTheDiskMeanwhileIsWhatTheFirstCommitsLeft() throws Exception {
        try (GatheredCommits gathered = GatheredCommits.begin(this.state, this.failures::add)) {
            for (int number = 0; number < 2_000; number++) {
                add(number);
                if (number % 100 == 0) {
                    List<Integer> written = numbersOnDisk();
                    assertThat(written).hasSizeLessThanOrEqualTo(number + 1)
                        .isEqualTo(List.copyOf(numbers(this.state).subList(0, written.size())));
                }
            }
        }
        assertThat(numbersOnDisk()).hasSize(2_000);
    }

    @Test
    void nothingIsLostWhenTheFileIsTidiedMeanwhile() throws Exception {
        IntStream.range(0, 500).forEach(this::add);
        this.state.execute("ALTER TABLE entry ADD COLUMN text VARCHAR(1000)");
        // Otherwise H2 leaves alone what is younger than 45 seconds.
        this.state.execute("SET RETENTION_TIME 0");
        Random random = new Random(1);
        try (GatheredCommits gathered = GatheredCommits.begin(this.state, this.failures::add, 0)) {
            for (int round = 0; round < 10_000; round++) {
                this.state.update("UPDATE entry SET text = ? WHERE number = ?", "x".repeat(random.nextInt(1_000)),
                        random.nextInt(500));
            }
            this.state.update("UPDATE entry SET text = 'the last'");
        }

        assertThat(this.failures).isEmpty();
        assertThat(numbersOnDisk()).hasSize(500);
        assertThat(this.state.queryForList("SELECT DISTINCT text FROM entry", String.class))
            .containsExactly("the last");
    }

    @Test
    void everyCommitIsOnTheDiskAtOnceAfterwards() throws IOException {
        GatheredCommits.begin(this.state, this.failures::add).close();

        for (int number = 0; number < 10; number++) {
            add(number);
            assertThat(numbersOnDisk()).hasSize(number + 1);
        }
    }

    @Test
    void goesOnWithConnectionsThatAreNew() throws Exception {
        try (GatheredCommits gathered = GatheredCommits.begin(this.state, this.failures::add)) {
            JdbcTemplate another = new JdbcTemplate(new DriverManagerDataSource(address("state") + OPTIONS, "sa", ""));
            another.update("INSERT INTO entry VALUES (1)");
            add(2);

            while (numbersOnDisk().size() < 2) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
        assertThat(this.failures).isEmpty();
    }

    @Test
    void tellsOnceThatTheStateCannotBeWrittenAnyMore() throws InterruptedException {
        GatheredCommits gathered = GatheredCommits.begin(this.state, this.failures::add);
        this.pool.dispose();

        assertThat(this.failures.take()).isNotNull();
        TimeUnit.NANOSECONDS.sleep(3 * GatheredCommits.LONGEST_WAIT.toNanos());
        gathered.close();
        assertThat(this.failures).isEmpty();
    }

    private void add(int number) {
        this.state.update("INSERT INTO entry VALUES (?)", number);
    }

    private List<Integer> numbersOnDisk() throws IOException {
        Files.copy(this.directory.resolve("state.mv.db"), this.directory.resolve("copy.mv.db"));
        try {
            return numbers(new JdbcTemplate(new DriverManagerDataSource(address("copy"), "sa", "")));
        }
        finally {
            Files.delete(this.directory.resolve("copy.mv.db"));
        }
    }

    private String address(String name) {
        return "jdbc:h2:file:" + this.directory.resolve(name);
    }

    private static List<Integer> numbers(JdbcTemplate database) {
        return database.queryForList("SELECT number FROM entry ORDER BY number", Integer.class);
    }

}
