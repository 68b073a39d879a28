package dev.registryarchiver.job;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.registryarchiver.image.Registry;

/**
 * Whether a run is measured, and for whom. Not left to Spring Boot, whose exporters are
 * made for programs that never end: these here are made when they are wanted, and told
 * once.
 */
@Configuration(proxyBeanMethods = false)
class MetricsConfiguration {

    @Bean
    RunMeter runMeter(MetricsProperties metrics, Command command, ObjectProvider<Registry> registry,
            ObjectProvider<RegistryAccess> access, CurrentRun run, JobProperties job, Clock clock) {
        boolean runs = command == Command.ARCHIVE || command == Command.RETRY;
        if (!runs || !metrics.isOn()) {
            return RunMeter.OFF;
        }
        return new PushedRunMeter(receivers(metrics, MetricsReceiver.labels(metrics, registry.getObject(), job)),
                access.getObject(), run, metrics.timeout(), job.grace(), clock);
    }

    private static List<MetricsReceiver> receivers(MetricsProperties metrics, Map<String, String> labels) {
        List<MetricsReceiver> receivers = new ArrayList<>();
        if (metrics.pushgateway().isOn()) {
            receivers.add(MetricsReceiver.pushgateway(metrics, labels));
        }
        if (metrics.otlp().isOn()) {
            receivers.add(MetricsReceiver.otlp(metrics, labels));
        }
        return receivers;
    }

}
