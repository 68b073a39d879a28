package dev.registryarchiver.job;

import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.registryarchiver.RegistryArchiverApplication;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.type.filter.AnnotationTypeFilter;

import static org.assertj.core.api.Assertions.assertThat;

/** Nothing looks for configurations at run time, so that none may be missing here. */
class ProgramConfigurationTests {

    @Test
    void namesEveryConfiguration() {
        Class<?>[] imported = ProgramConfiguration.class.getAnnotation(Import.class).value();

        assertThat(names(imported)).containsExactlyInAnyOrderElementsOf(found(Configuration.class,
                List.of(ProgramConfiguration.class.getName(), RegistryArchiverApplication.class.getName())));
    }

    @Test
    void namesAllProperties() {
        Class<?>[] enabled = ProgramConfiguration.class.getAnnotation(EnableConfigurationProperties.class).value();

        assertThat(names(enabled)).containsExactlyInAnyOrderElementsOf(found(ConfigurationProperties.class, List.of()));
    }

    private static Set<String> names(Class<?>[] classes) {
        return Stream.of(classes).map(Class::getName).collect(Collectors.toSet());
    }

    private static Set<String> found(Class<? extends Annotation> annotation, List<String> but) {
        ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(annotation));
        return scanner.findCandidateComponents("dev.registryarchiver")
            .stream()
            .map(BeanDefinition::getBeanClassName)
            .filter((name) -> !but.contains(name))
            .collect(Collectors.toSet());
    }

}
