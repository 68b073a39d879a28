package dev.registryarchiver.fake;

/** Something that can be pushed to a registry: an image, an index, an artifact. */
@FunctionalInterface
public interface Pushable {

    /** The document a tag would point at, with everything it refers to. */
    TestDocument document();

}
