package dev.registryarchiver;

import java.util.Arrays;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.ConfigurationProperties;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The shape of the house: which package may know which, and which library lives where.
 */
class ArchitectureTests {

    private static final String ROOT = "dev.registryarchiver";

    private static final JavaClasses CLASSES = new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        .importPackages(ROOT);

    @ParameterizedTest
    @CsvSource({ "image,''", "transport,''", "auth,transport image", "registry,auth transport image",
            "catalog,registry image", "selection,registry inventory image", "archive,inventory image",
            "inventory,image", "report,inventory image",
            "job,image transport auth registry catalog selection archive inventory report" })
    void packageKnowsOnlyWhatItMay(String name, String allowed) {
        String[] packages = Stream
            .concat(Stream.of(name), allowed.isEmpty() ? Stream.empty() : Arrays.stream(allowed.split(" ")))
            .map((known) -> ROOT + "." + known)
            .toArray(String[]::new);
        DescribedPredicate<JavaClass> strangers = JavaClass.Predicates.resideInAPackage(ROOT + "..")
            .and(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(packages)))
            .as("any package of ours but %s", allowed);

        holds(noClasses().that().resideInAPackage(ROOT + "." + name).should().dependOnClassesThat(strangers));
    }

    @Test
    void packagesHaveNoCycles() {
        holds(slices().matching(ROOT + ".(*)..").should().beFreeOfCycles());
    }

    @ParameterizedTest
    @CsvSource({ "org.apache.hc..,transport", "java.sql..,inventory", "javax.sql..,inventory job",
            "org.springframework.jdbc..,inventory job", "org.postgresql..,inventory", "org.h2..,inventory",
            "org.jline..,report", "software.amazon.awssdk..,archive", "ch.qos.logback..,job",
            "io.micrometer..,report job", "io.micrometer.prometheusmetrics..,report", "io.micrometer.registry..,report",
            "io.opentelemetry..,report", "com.google.protobuf..,report" })
    void libraryLivesInItsPlace(String library, String homes) {
        String[] packages = Arrays.stream(homes.split(" ")).map((home) -> ROOT + "." + home).toArray(String[]::new);

        holds(noClasses().that()
            .resideInAPackage(ROOT + "..")
            .and()
            .resideOutsideOfPackages(packages)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(library));
    }

    @Test
    void onlyTheJobAndBatchAdaptersKnowSpringBatch() {
        holds(noClasses().that()
            .resideInAPackage(ROOT + "..")
            .and()
            .resideOutsideOfPackage(ROOT + ".job")
            .and()
            .haveNameNotMatching(".*Item(Reader|Processor|Writer)")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework.batch.."));
    }

    @Test
    void nothingIsInjectedIntoFields() {
        holds(noFields().should()
            .beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
            .orShould()
            .beAnnotatedWith("org.springframework.beans.factory.annotation.Value"));
    }

    @Test
    void propertiesAreRecords() {
        holds(classes().that().areAnnotatedWith(ConfigurationProperties.class).should().beRecords());
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(CLASSES.getPackage(ROOT).getSubpackages()).hasSize(10);
        assertThat(CLASSES.getPackage(ROOT).getSubpackagesInTree())
            .allMatch((JavaPackage each) -> each.isAnnotatedWith(NullMarked.class));
    }

    private static void holds(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }

}
