package dev.registryarchiver.job;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

import org.springframework.boot.context.config.ConfigDataException;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.convert.ConverterNotFoundException;
import org.springframework.util.unit.DataSize;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

import dev.registryarchiver.archive.ArchiveException;
import dev.registryarchiver.archive.BucketException;
import dev.registryarchiver.archive.CorruptBlobException;
import dev.registryarchiver.archive.DirectoryUnusableException;
import dev.registryarchiver.archive.DiskFullException;
import dev.registryarchiver.archive.IncompleteImageException;
import dev.registryarchiver.archive.RunStoppedException;
import dev.registryarchiver.archive.TransferBrokenException;
import dev.registryarchiver.archive.UnloadableImageException;
import dev.registryarchiver.auth.AuthenticationException;
import dev.registryarchiver.auth.TokenServiceException;
import dev.registryarchiver.image.MalformedDocumentException;
import dev.registryarchiver.image.Printable;
import dev.registryarchiver.inventory.FailureClass;
import dev.registryarchiver.inventory.NewerStateException;
import dev.registryarchiver.inventory.StateFailure;
import dev.registryarchiver.inventory.StateHeldException;
import dev.registryarchiver.inventory.StateLostException;
import dev.registryarchiver.inventory.StateServerException;
import dev.registryarchiver.registry.AccessDeniedException;
import dev.registryarchiver.registry.BlobMissingException;
import dev.registryarchiver.registry.CatalogUnavailableException;
import dev.registryarchiver.registry.ContentTooLargeException;
import dev.registryarchiver.registry.ListingRefusedException;
import dev.registryarchiver.registry.ManifestMissingException;
import dev.registryarchiver.registry.NotARegistryException;
import dev.registryarchiver.registry.PushFailedException;
import dev.registryarchiver.registry.RegistryException;
import dev.registryarchiver.registry.RepositoryMissingException;
import dev.registryarchiver.registry.UnexpectedAnswerException;
import dev.registryarchiver.selection.BrokenTagException;
import dev.registryarchiver.transport.ExchangeAbandonedException;
import dev.registryarchiver.transport.ProxyRefusedException;
import dev.registryarchiver.transport.RedirectRefusedException;
import dev.registryarchiver.transport.ResponseTooLargeException;
import dev.registryarchiver.transport.ThrottledException;
import dev.registryarchiver.transport.TransportException;
import dev.registryarchiver.transport.UnreachableException;
import dev.registryarchiver.transport.UntrustedServerException;

/**
 * The one place that knows every exception of ours: which sentence a person reads, which
 * kind of trouble it is, and what the process tells its caller.
 */
final class Failures {

    private Failures() {
    }

    /** Whether this is no failure but the consequence of a stop. */
    static boolean isStop(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RunStoppedException || cause instanceof ExchangeAbandonedException) {
                return true;
            }
        }
        return false;
    }

    /** Whether every other repository would fail of it too. */
    static boolean concernsEveryRepository(Throwable failure) {
        return (failure instanceof AuthenticationException refusal && refusal.concernsWholeRun())
                || (failure instanceof DiskFullException full && !full.concernsOneImage())
                || failure instanceof DirectoryUnusableException
                || (failure instanceof BucketException bucket && bucket.concernsEveryArchive())
                || failure instanceof ThrottledException || failure instanceof UntrustedServerException
                || failure instanceof ProxyRefusedException || failure instanceof NotARegistryException
                || StateFailure.behind(failure).isPresent();
    }

    /**
     * Whether a repository that failed like this may have done so because the registry is
     * down, or something in front of it.
     */
    static boolean mayBeOutage(Throwable failure) {
        return failure instanceof UnreachableException || failure instanceof TransferBrokenException
                || failure instanceof UnexpectedAnswerException
                || (failure instanceof TokenServiceException service && service.isTransient());
    }

    /** The kind of trouble a repository failed with. */
    static FailureClass classify(Throwable failure) {
        if (failure instanceof BrokenTagException broken) {
            return classify(broken.fault());
        }
        if (failure instanceof AuthenticationException || failure instanceof AccessDeniedException) {
            return FailureClass.AUTH;
        }
        if (failure instanceof ThrottledException) {
            return FailureClass.RATE_LIMITED;
        }
        if (failure instanceof RedirectRefusedException || failure instanceof ResponseTooLargeException
                || failure instanceof UntrustedServerException || failure instanceof ProxyRefusedException
                || failure instanceof UnloadableImageException || failure instanceof ContentTooLargeException
                || (failure instanceof UnexpectedAnswerException answer && answer.isLasting())) {
            return FailureClass.POLICY;
        }
        if (failure instanceof TransportException || failure instanceof TransferBrokenException
                || (failure instanceof UnexpectedAnswerException answer && isPassing(answer))) {
            return FailureClass.NETWORK;
        }
        if (failure instanceof RepositoryMissingException || failure instanceof ManifestMissingException
                || failure instanceof BlobMissingException || failure instanceof IncompleteImageException) {
            return FailureClass.MISSING;
        }
        if (failure instanceof CorruptBlobException || failure instanceof MalformedDocumentException
                || failure instanceof RegistryException) {
            return FailureClass.CORRUPT;
        }
        return (failure instanceof ArchiveException) ? FailureClass.DISK : FailureClass.INTERNAL;
    }

    // A 404 is unexpected only when it is not the registry that sends it.
    private static boolean isPassing(UnexpectedAnswerException answer) {
        return answer.isTransient() || answer.status() == 404;
    }

    /**
     * What ended the run before this did. Of a lost job state everything that is written
     * afterwards fails in its own words.
     */
    static Exception first(CurrentRun run, Exception failure) {
        return run.failure()
            .filter((first) -> first instanceof StateLostException || first instanceof StateHeldException
                    || StateFailure.behind(first).isPresent())
            .map(Exception.class::cast)
            .orElse(failure);
    }

    /** What the process tells its caller when this ends it. */
    static ExitCode exitCode(Throwable failure) {
        Throwable cause = decisive(failure);
        Optional<StateFailure> state = state(failure);
        if (cause instanceof StateInUseException || cause instanceof StateHeldException
                || state.filter(StateFailure.IN_USE::equals).isPresent()) {
            return ExitCode.STATE_IN_USE;
        }
        boolean wrong = cause instanceof NewerStateException || state.filter(StateFailure.NEWER::equals).isPresent()
                || cause instanceof UsageException || cause instanceof AuthenticationException
                || cause instanceof NotARegistryException || cause instanceof CatalogUnavailableException
                || cause instanceof UntrustedServerException || cause instanceof ProxyRefusedException
                || cause instanceof RedirectRefusedException || isConfiguration(cause)
                || (cause instanceof BucketException bucket && bucket.isLasting())
                || (cause instanceof ListingRefusedException refusal && !refusal.isRateLimit())
                || (cause instanceof StateServerException server && !server.isPassing())
                || (cause instanceof PushFailedException push && push.isRefusal());
        return wrong ? ExitCode.WRONG_CONFIGURATION : ExitCode.CANNOT_GO_ON;
    }

    /** What went wrong, in one sentence for a person. */
    static String sentence(Throwable failure) {
        Throwable cause = decisive(failure);
        Optional<StateFailure> state = state(failure);
        if (state.isPresent()) {
            return sentence(state.get(), cause);
        }
        if (cause instanceof UnboundConfigurationPropertiesException unbound) {
            return unbound.getUnboundProperties()
                .stream()
                .findFirst()
                .map(Failures::unbound)
                .orElse("A property is unknown. All are shown by 'help properties'.");
        }
        if (cause instanceof ConversionFailedException conversion) {
            Object value = conversion.getValue();
            return "%s is '%s', which is not %s.".formatted(property(failure),
                    Printable.of((value != null) ? value.toString() : ""),
                    expected(conversion.getTargetType().getType()));
        }
        if (cause instanceof ConverterNotFoundException) {
            return "%s has nothing below it. Leave it out, or give one of its properties.".formatted(property(failure));
        }
        if (cause instanceof YAMLException yaml) {
            return "A configuration file is not YAML%s. Correct it, or check spring.config.additional-location."
                .formatted(problem(yaml));
        }
        if (isFromConfigurationFiles(cause)) {
            return "%s. Check spring.config.location and spring.config.additional-location; directories end with '/'."
                .formatted(Printable.of(String.valueOf(cause.getMessage())));
        }
        String message = cause.getMessage();
        if (isOurs(cause) && message != null) {
            return message;
        }
        return "Internal error (%s: %s). Run again with --debug for the details, and report it if it persists."
            .formatted(cause.getClass().getSimpleName(), Printable.of(String.valueOf(message)));
    }

    private static String sentence(StateFailure failure, Throwable cause) {
        return switch (failure) {
            case IN_USE -> "Another process holds the job state of this archive directory. "
                    + "Wait until it has ended, or give another archive.directory.";
            case DAMAGED ->
                "The job state is damaged. Run again: it is set aside then and made anew from the archives on the disk, "
                        + "of which none is fetched again.";
            case NEWER -> "The job state was written by a newer version of this program. "
                    + "Run that version, or give another archive.directory.";
            case FULL -> "The disk that holds the job state is full. Free some space and run again; "
                    + "archives that are there are kept.";
            case UNREACHABLE -> ("The server of the job state does not answer any more (%s). What is finished is kept; "
                    + "run again when it does: the run is continued.")
                .formatted(Printable.of(String.valueOf(rootOf(cause).getMessage())));
            case UNUSABLE -> "The job state cannot be used (%s). Check spring.datasource.url and the archive directory."
                .formatted(Printable.of(String.valueOf(rootOf(cause).getMessage())));
        };
    }

    private static Optional<StateFailure> state(Throwable failure) {
        return isOurs(decisive(failure)) ? Optional.empty() : StateFailure.behind(failure);
    }

    // Spring wraps what a properties record or a bean says into several layers of its
    // own.
    private static Throwable decisive(Throwable failure) {
        Throwable decisive = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (isOurs(cause) || cause instanceof UnboundConfigurationPropertiesException
                    || cause instanceof ConversionException || cause instanceof YAMLException
                    || isFromConfigurationFiles(cause)) {
                return cause;
            }
            decisive = cause;
        }
        return decisive;
    }

    private static boolean isOurs(Throwable failure) {
        return failure.getClass().getName().startsWith("dev.registryarchiver.") || isThrownByUs(failure);
    }

    // Values are checked where they come in, with the exceptions Java has for it.
    private static boolean isThrownByUs(Throwable failure) {
        boolean plain = failure.getClass() == IllegalArgumentException.class
                || failure.getClass() == UncheckedIOException.class;
        return plain && isThrownBy(failure, "dev.registryarchiver");
    }

    private static boolean isThrownBy(Throwable failure, String packageName) {
        StackTraceElement[] trace = failure.getStackTrace();
        return trace.length > 0 && trace[0].getClassName().startsWith(packageName + ".");
    }

    private static boolean isConfiguration(Throwable cause) {
        return (cause instanceof IllegalArgumentException && isThrownByUs(cause))
                || cause instanceof UnboundConfigurationPropertiesException || cause instanceof ConversionException
                || cause instanceof YAMLException || isFromConfigurationFiles(cause);
    }

    // A location that cannot be a file is refused with a plain exception.
    private static boolean isFromConfigurationFiles(Throwable failure) {
        return failure instanceof ConfigDataException || (failure instanceof IllegalStateException
                && isThrownBy(failure, ConfigDataException.class.getPackageName()));
    }

    // Spring Boot also calls unbound what is bound to nothing.
    private static String unbound(ConfigurationProperty property) {
        return "".equals(property.getValue())
                ? "%s is empty. Give it a value, or leave it out.".formatted(property.getName())
                : "Property '%s' is unknown. All are shown by 'help properties'.".formatted(property.getName());
    }

    // Not its message, which quotes the lines around the place, and with them passwords.
    private static String problem(YAMLException failure) {
        if (!(failure instanceof MarkedYAMLException marked) || marked.getProblemMark() == null) {
            return "";
        }
        return ": line %d, column %d, %s".formatted(marked.getProblemMark().getLine() + 1,
                marked.getProblemMark().getColumn() + 1, Printable.of(marked.getProblem()));
    }

    private static String property(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException bind) {
                ConfigurationProperty property = bind.getProperty();
                return (property != null) ? property.getName().toString() : bind.getName().toString();
            }
        }
        return "A property";
    }

    private static String expected(Class<?> type) {
        if (type == Duration.class) {
            return "a duration such as 30s, 5m or 12h";
        }
        if (type == DataSize.class) {
            return "a size such as 512KB, 10MB or 1GB";
        }
        if (type.isEnum()) {
            return "one of " + Arrays.stream(type.getEnumConstants())
                .map((constant) -> constant.toString().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        return (type == int.class || type == Integer.class) ? "a whole number" : "of the kind " + type.getSimpleName();
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

}
