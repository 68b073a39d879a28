package dev.registryarchiver.registry;

/**
 * A list that has more pages but does not say properly where, or that never ends. Going
 * on with what came so far would silently leave something out.
 */
public final class IncompleteListException extends RegistryException {

    IncompleteListException(String action, String why) {
        super("Cannot %s completely: %s. Look at the Link header of the answer; a proxy may have rewritten it."
            .formatted(action, why));
    }

}
