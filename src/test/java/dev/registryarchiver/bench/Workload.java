package dev.registryarchiver.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.registryarchiver.bench.RegistryStorage.Image;
import dev.registryarchiver.image.Descriptor;

/** A registry to archive, and what has to come over the wire at least for it. */
enum Workload {

    /** Many small repositories that share base layers: 958 MB in distinct blobs. */
    REPOSITORIES("300 repositories x 5 tags, shared base layers") {

        @Override
        void seed(RegistryStorage storage, List<Image> images) {
            seedRepositories(300, storage, images);
        }

    },

    /** The same with 486 MB; starting the program weighs more. */
    HALF("150 repositories x 5 tags, shared base layers") {

        @Override
        void seed(RegistryStorage storage, List<Image> images) {
            seedRepositories(150, storage, images);
        }

    },

    /** A single image that is limited by the disk and SHA-256. */
    LARGE("one image of 4 x 1 GiB layers") {

        @Override
        void seed(RegistryStorage storage, List<Image> images) {
            List<Descriptor> layers = new ArrayList<>();
            for (int layer = 0; layer < 4; layer++) {
                layers.add(storage.layer(layer, 1024 * MEGABYTE));
            }
            images.add(storage.image("large", "1", day(1), layers));
        }

    },

    /** A line on which more connections bring more. */
    LIMITED("one layer of 400 MB, 20 MB/s for each connection") {

        @Override
        void seed(RegistryStorage storage, List<Image> images) {
            images.add(storage.image("limited", "1", day(1), List.of(storage.layer(1, 400 * MEGABYTE))));
        }

        @Override
        String rate() {
            return "20m";
        }

    },

    /** A repository of a busy build. */
    TAGS("one repository with 2,000 tags") {

        @Override
        void seed(RegistryStorage storage, List<Image> images) {
            Descriptor layer = storage.layer(1, MEGABYTE);
            for (int tag = 0; tag < 2000; tag++) {
                images.add(storage.image("busy", "build-" + tag, day(tag), List.of(layer)));
            }
        }

    },

    /** Bookkeeping above all. */
    TINY("5,000 repositories x 2 tiny tags") {

        @Override
        void seed(RegistryStorage storage, List<Image> images) {
            for (int repository = 0; repository < 5000; repository++) {
                Descriptor layer = storage.layer(repository, 1000);
                for (int tag = 0; tag < 2; tag++) {
                    images.add(
                            storage.image("tiny/app-%04d".formatted(repository), "1." + tag, day(tag), List.of(layer)));
                }
            }
        }

    };

    private static final long MEGABYTE = 1 << 20;

    private final String description;

    Workload(String description) {
        this.description = description;
    }

    abstract void seed(RegistryStorage storage, List<Image> images);

    /** Bytes a second that each connection gets for blobs, or 0 for no limit. */
    String rate() {
        return "0";
    }

    boolean isLimited() {
        return !rate().equals("0");
    }

    String description() {
        return this.description;
    }

    /** The exchanges of a first night: every manifest and config, and each layer once. */
    static List<Exchange> firstNight(List<Image> images) {
        Map<String, Exchange> exchanges = new LinkedHashMap<>();
        Map<String, Image> newest = new LinkedHashMap<>();
        addListing(exchanges, images);
        for (Image image : images) {
            add(exchanges, Exchange.manifest(image));
            add(exchanges, Exchange.blob(image, image.config()));
            // Seeded from old to new.
            newest.put(image.repository(), image);
        }
        newest.values()
            .forEach((image) -> image.layers().forEach((layer) -> add(exchanges, Exchange.blob(image, layer))));
        return List.copyOf(exchanges.values());
    }

    /** The exchanges of a night in which nothing changed. */
    static List<Exchange> unchangedNight(List<Image> images) {
        Map<String, Exchange> exchanges = new LinkedHashMap<>();
        addListing(exchanges, images);
        images.forEach((image) -> add(exchanges, Exchange.head(image)));
        return List.copyOf(exchanges.values());
    }

    // Layers of older tags are never fetched, and so need not be large.
    private static void seedRepositories(int count, RegistryStorage storage, List<Image> images) {
        List<Descriptor> bases = new ArrayList<>();
        for (int base = 0; base < 6; base++) {
            bases.add(storage.layer(base, 2_400_000));
        }
        for (int repository = 0; repository < count; repository++) {
            for (int tag = 0; tag < 5; tag++) {
                Descriptor own = storage.layer(1000L + repository * 5L + tag, (tag == 4) ? 3 * MEGABYTE : 1000);
                images.add(storage.image("team-%d/app-%03d".formatted(repository % 7, repository), "1." + tag, day(tag),
                        List.of(bases.get(repository % bases.size()), own)));
            }
        }
    }

    private static void addListing(Map<String, Exchange> exchanges, List<Image> images) {
        add(exchanges, Exchange.catalog());
        images.forEach((image) -> add(exchanges, Exchange.tags(image.repository())));
    }

    private static void add(Map<String, Exchange> exchanges, Exchange exchange) {
        exchanges.putIfAbsent(exchange.key(), exchange);
    }

    private static String day(int number) {
        return java.time.Instant.parse("2026-01-01T00:00:00Z").plusSeconds(3600L * number).toString();
    }

    /**
     * A request that cannot be spared.
     *
     * @param key the same for requests of the same content
     * @param path path and query
     * @param bytes size of the answer's body, as far as it is worth balancing
     */
    record Exchange(String key, String path, long bytes, boolean head) {

        private static Exchange get(String path, long bytes) {
            return new Exchange(path, path, bytes, false);
        }

        static Exchange catalog() {
            return get("/v2/_catalog?n=10000", 0);
        }

        static Exchange tags(String repository) {
            return get("/v2/" + repository + "/tags/list", 0);
        }

        static Exchange manifest(Image image) {
            return get("/v2/" + image.repository() + "/manifests/" + image.tag(), 0);
        }

        static Exchange head(Image image) {
            String path = "/v2/" + image.repository() + "/manifests/" + image.tag();
            return new Exchange(path, path, 0, true);
        }

        static Exchange blob(Image image, Descriptor blob) {
            return new Exchange(blob.digest().toString(), "/v2/" + image.repository() + "/blobs/" + blob.digest(),
                    blob.size(), false);
        }

    }

}
