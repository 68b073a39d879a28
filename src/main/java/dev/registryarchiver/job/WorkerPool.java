package dev.registryarchiver.job;

import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * Threads of one kind of work, as many as work at once; idle ones end.
 */
class WorkerPool extends ThreadPoolTaskExecutor {

    WorkerPool(String prefix, int size) {
        setThreadNamePrefix(prefix);
        setCorePoolSize(size);
        setAllowCoreThreadTimeOut(true);
        // Interrupting a thread that writes to H2 closes the whole database.
        setWaitForTasksToCompleteOnShutdown(true);
    }

}
