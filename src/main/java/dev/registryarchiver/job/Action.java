package dev.registryarchiver.job;

import java.util.List;

/** What a command does; the bean is named after the command's word. */
@FunctionalInterface
interface Action {

    /**
     * Does it.
     * @param operands what was typed behind the command, such as a reference
     * @return how it ended
     * @throws Exception if it could not be done; becomes one sentence and an exit code
     */
    ExitCode execute(List<String> operands) throws Exception;

}
