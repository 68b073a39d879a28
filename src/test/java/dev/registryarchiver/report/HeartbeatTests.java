package dev.registryarchiver.report;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HeartbeatTests {

    @Test
    void saysHowFarTheWorkIsAgainAndAgainUntilItIsClosed() throws InterruptedException {
        List<String> said = new CopyOnWriteArrayList<>();
        Progress progress = new Progress();
        progress.started(7, 3);

        try (Heartbeat heartbeat = new Heartbeat(progress, "archived", Duration.ofMillis(20), said::add)) {
            assertThat(heartbeat).isNotNull();
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> said.size() >= 2);
        }
        Thread.sleep(100);
        int before = said.size();
        Thread.sleep(200);

        assertThat(said).hasSize(before).allMatch((sentence) -> sentence.startsWith("3 of 7 repositories archived"));
    }

    @Test
    void isSilentWhileOthersSpeak() throws InterruptedException {
        List<String> said = new CopyOnWriteArrayList<>();

        try (Heartbeat heartbeat = new Heartbeat(new Progress(), "archived", Duration.ofHours(1), said::add)) {
            heartbeat.finished(TestRuns.saved(1, "team/app"));
            Thread.sleep(300);
        }

        assertThat(said).isEmpty();
    }

}
