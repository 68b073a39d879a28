package dev.registryarchiver.job;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.support.ResourcelessJobRepository;
import org.springframework.batch.core.step.StepExecution;

import static org.assertj.core.api.Assertions.assertThat;

class LaneBookkeepingTests {

    private final List<BatchStatus> written = new ArrayList<>();

    private final AtomicLong time = new AtomicLong(1);

    private final JobRepository jobs = LaneBookkeeping.of(new ResourcelessJobRepository() {

        @Override
        public void update(StepExecution stepExecution) {
            LaneBookkeepingTests.this.written.add(stepExecution.getStatus());
        }

    }, this.time::get);

    private final StepExecution lane = new StepExecution(7, "lane",
            new JobExecution(1, new JobInstance(1, "job"), new JobParameters()));

    @Test
    void laneAtWorkIsWrittenOnceASecond() {
        this.lane.setStatus(BatchStatus.STARTED);

        this.jobs.update(this.lane);
        this.jobs.update(this.lane);
        this.time.addAndGet(Duration.ofMillis(999).toNanos());
        this.jobs.update(this.lane);
        assertThat(this.written).hasSize(1);

        this.time.addAndGet(Duration.ofMillis(1).toNanos());
        this.jobs.update(this.lane);
        assertThat(this.written).hasSize(2);
    }

    @Test
    void endIsAlwaysWritten() {
        this.lane.setStatus(BatchStatus.STARTED);
        this.jobs.update(this.lane);

        this.lane.setStatus(BatchStatus.COMPLETED);
        this.lane.setEndTime(LocalDateTime.MIN);
        this.jobs.update(this.lane);

        assertThat(this.written).containsExactly(BatchStatus.STARTED, BatchStatus.COMPLETED);
    }

}
