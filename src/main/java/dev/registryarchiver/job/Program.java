package dev.registryarchiver.job;

import java.io.PrintStream;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

import dev.registryarchiver.inventory.StateFailure;

/**
 * The program as its user sees it: arguments in, lines and an exit code out. Everything
 * that goes wrong ends here as one sentence.
 */
public final class Program {

    private final Class<?> application;

    private final PrintStream output;

    private final PrintStream errors;

    private Program(Class<?> application, PrintStream output, PrintStream errors) {
        this.application = application;
        this.output = output;
        this.errors = errors;
    }

    /**
     * Runs a command to its end.
     * @param application the class Spring Boot starts from
     * @param arguments what was typed
     * @return the exit code
     */
    public static int run(Class<?> application, String... arguments) {
        return new Program(application, System.out, System.err).run(arguments);
    }

    private int run(String... arguments) {
        CurrentRun run = new CurrentRun();
        try (StopSignal signal = new StopSignal(run)) {
            CommandLine line = CommandLine.of(arguments);
            if (line.version()) {
                this.output.println("registry-archiver " + Version.current());
                return ExitCode.SUCCESS.code();
            }
            if (line.command() == Command.HELP) {
                new HelpText(new PropertyCatalog(), this.output).print(line.operands());
                return ExitCode.SUCCESS.code();
            }
            return execute(line, run, signal).code();
        }
        catch (Exception ex) {
            if (Boolean.getBoolean("debug") || String.join(" ", arguments).contains("--debug")) {
                ex.printStackTrace(this.errors);
            }
            this.errors.println("registry-archiver: " + Failures.sentence(ex));
            return Failures.exitCode(ex).code();
        }
    }

    // Found out too late to do anything about it in this run; the next one does.
    private static void markDamage(ConfigurableApplicationContext context, Throwable failure) {
        if (StateFailure.behind(failure).filter(StateFailure.DAMAGED::equals).isPresent()) {
            StateDatabase state = context.getBean(StateDatabase.class);
            state.file().filter((file) -> !state.isCopy()).ifPresent(StateFile::mark);
        }
    }

    private ExitCode execute(CommandLine line, CurrentRun run, StopSignal signal) throws Exception {
        SpringApplication spring = new SpringApplication(this.application);
        spring.setBannerMode(Banner.Mode.OFF);
        spring.setWebApplicationType(WebApplicationType.NONE);
        spring.setLogStartupInfo(false);
        // Ours waits for transfers to come to rest before the context, and with it the
        // job state, is closed.
        spring.setRegisterShutdownHook(false);
        spring.addInitializers((context) -> {
            ConsoleLog.find().useStandardError();
            new PropertyCatalog().check(context.getEnvironment());
            context.getBeanFactory().registerSingleton("command", line.command());
            context.getBeanFactory().registerSingleton("commandLine", line);
            context.getBeanFactory().registerSingleton("currentRun", run);
        });
        try (ConfigurableApplicationContext context = spring.run(line.properties().toArray(String[]::new))) {
            JobProperties properties = context.getBean(JobProperties.class);
            signal.arm(properties.grace());
            try (StopClock clock = new StopClock(run, properties.grace())) {
                if (line.command().stateUse() == Command.StateUse.OWNER && properties.deadline() != null) {
                    clock.endAfter(properties.deadline());
                }
                ConsoleProperties console = context.getBean(ConsoleProperties.class);
                line.command().require(console.output());
                if (console.quiet()) {
                    ConsoleLog.find().showOnlyWarnings();
                }
                return context.getBean(line.command().word(), Action.class).execute(line.operands());
            }
            catch (Exception ex) {
                run.fail(ex);
                throw Failures.first(run, ex);
            }
            finally {
                run.failure().ifPresent((failure) -> markDamage(context, failure));
            }
        }
    }

}
