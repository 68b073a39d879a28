package dev.registryarchiver.real;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Decides about tests that carry {@link RequiresTool}. */
final class RequiresToolCondition implements ExecutionCondition {

    private final Predicate<String> installed;

    private final boolean ci;

    RequiresToolCondition() {
        this((tool) -> Tools.find(tool).isPresent(), "true".equals(System.getenv("CI")));
    }

    RequiresToolCondition(Predicate<String> installed, boolean ci) {
        this.installed = installed;
        this.ci = ci;
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getElement(), RequiresTool.class)
            .map((annotation) -> evaluate(annotation.value()))
            .orElseGet(() -> ConditionEvaluationResult.enabled("No tool is required"));
    }

    ConditionEvaluationResult evaluate(String... tools) {
        List<String> missing = Arrays.stream(tools).filter(this.installed.negate()).toList();
        if (missing.isEmpty()) {
            return ConditionEvaluationResult.enabled("Every required tool is installed");
        }
        String reason = "Not installed: %s; install it to run this test".formatted(String.join(", ", missing));
        if (this.ci) {
            throw new IllegalStateException(reason);
        }
        return ConditionEvaluationResult.disabled(reason);
    }

}
