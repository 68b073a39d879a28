package dev.registryarchiver.inventory;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import dev.registryarchiver.real.PostgresServer;
import dev.registryarchiver.real.RequiresTool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@RequiresTool("postgres")
class StateLockTests {

    private static final StateClaim ONE = new StateClaim("build-7", 4711, Instant.parse("2026-01-02T03:04:05Z"));

    private static final StateClaim OTHER = new StateClaim("build-8", 4712, Instant.parse("2026-01-02T04:04:05Z"));

    private final PostgresServer postgres = PostgresServer.shared();

    private final String database = this.postgres.newDatabase();

    private final StateServer server = server("");

    @Test
    void onlyOneProcessHoldsAStateAndItIsToldWho() {
        try (StateLock lock = this.server.lock(ONE)) {
            assertThat(lock.isHeld()).isTrue();
            assertThatExceptionOfType(StateHeldException.class).isThrownBy(() -> this.server.lock(OTHER))
                .withMessageContaining("process 4711 on build-7 since 2026-01-02T03:04:05Z");
            assertThat(this.server.look().holder()).hasValue("process 4711 on build-7 since 2026-01-02T03:04:05Z");
        }

        assertThat(this.server.look().holder()).isEmpty();
        try (StateLock next = this.server.lock(OTHER)) {
            assertThat(next.isHeld()).isTrue();
        }
    }

    @Test
    void statesOfPartsAreHeldByThemselves() {
        try (StateLock lock = server("_0_of_2").lock(ONE); StateLock other = server("_1_of_2").lock(OTHER)) {
            assertThat(lock.isHeld()).isTrue();
            assertThat(other.isHeld()).isTrue();
        }
    }

    @Test
    void whoeverLostTheStateIsFencedOff() throws SQLException {
        try (StateLock former = this.server.lock(ONE); Connection written = this.server.connect()) {
            pass(written, former);
            written.setAutoCommit(false);
            execute(written, "CREATE TABLE half_a_night (id INTEGER)");
            terminateOwner();
            assertThat(former.isHeld()).isFalse();
            assertThat(former.loss()).isInstanceOf(StateLostException.class);

            try (StateLock next = this.server.lock(OTHER); Connection nextWriter = this.server.connect()) {
                pass(nextWriter, next);

                assertThatExceptionOfType(SQLException.class).isThrownBy(written::commit);
                try (Connection late = this.server.connect()) {
                    assertThatExceptionOfType(SQLException.class).isThrownBy(() -> pass(late, former))
                        .satisfies((failure) -> assertThat(StateFailure.behind(failure)).hasValue(StateFailure.IN_USE));
                }
                assertThat(former.loss()).isInstanceOf(StateHeldException.class).hasMessageContaining("build-8");
            }
        }
        assertThat(this.postgres.query(this.database, "SELECT to_regclass('registry_archiver.half_a_night')"))
            .containsOnlyNulls();
    }

    @Test
    void remembersTheDirectoryFromOwnerToOwner() {
        try (StateLock lock = this.server.lock(ONE)) {
            assertThat(lock.directory()).isEmpty();
            lock.belongTo("a directory");
        }

        try (StateLock next = this.server.lock(OTHER)) {
            assertThat(next.directory()).hasValue("a directory");
        }
    }

    private StateServer server(String suffix) {
        return new StateServer(StateAddress.of(this.database, suffix), PostgresServer.ADMINISTRATOR,
                PostgresServer.PASSWORD);
    }

    private void terminateOwner() {
        this.postgres.query(this.database,
                "SELECT pg_terminate_backend(backend, 10000) FROM registry_archiver.state_owner");
    }

    private static void pass(Connection connection, StateLock lock) throws SQLException {
        execute(connection, lock.fence());
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

}
