package dev.registryarchiver.inventory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.MediaTypes;
import dev.registryarchiver.image.Platform;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.image.Tag;

import static org.assertj.core.api.Assertions.assertThat;

@ParameterizedClass
@MethodSource("dev.registryarchiver.inventory.TestDatabase#kinds")
class ImageInventoryTests {

    private static final RepositoryName APP = RepositoryName.of("team/app");

    private static final Digest ONE = Digest.of("sha256:" + "1".repeat(64));

    private static final Digest TWO = Digest.of("sha512:" + "2".repeat(128));

    private final TestDatabase database;

    private final ImageInventory inventory;

    ImageInventoryTests(TestDatabase.Kind kind) {
        this.database = kind.open();
        this.inventory = this.database.images();
    }

    @AfterEach
    void close() {
        this.database.close();
    }

    @Test
    void remembersEverythingAboutAnImage() {
        Descriptor index = new Descriptor(MediaTypes.OCI_INDEX, ONE, 7);
        Descriptor manifest = new Descriptor(MediaTypes.OCI_MANIFEST, TWO, Long.MAX_VALUE);
        BuildDates dates = new BuildDates(Instant.parse("2026-01-02T03:04:05.123456789Z"), date("0001-01-01"),
                date("1970-01-01"), date("2026-01-03"), date("2026-01-04"), date("9999-12-31").plusSeconds(100_000));
        KnownImage image = new KnownImage(index, "windows/amd64", "", manifest,
                new Platform("windows", "amd64", "v2", "10.0.20348.1"), dates, 5_000_000_000L);

        this.inventory.remember(List.of(image));
        this.database.createAgain();

        assertThat(this.inventory.known(ONE, "windows/amd64")).hasValue(image);
        assertThat(this.inventory.known(ONE, "linux/amd64")).isEmpty();
        assertThat(this.inventory.known(TWO, "windows/amd64")).isEmpty();
    }

    @Test
    void remembersWhatIsNoImage() {
        KnownImage chart = KnownImage.notAnImage(new Descriptor("", ONE, 7), "all", "it is a chart");

        this.inventory.remember(List.of(chart));

        assertThat(this.inventory.known(ONE, "all")).hasValue(chart);
        assertThat(chart.isImage()).isFalse();
    }

    @Test
    void keepsWhatServersSayWhateverTheySay() {
        Descriptor tagged = new Descriptor(MediaTypes.OCI_MANIFEST, ONE, 7);

        this.inventory.remember(List.of(KnownImage.notAnImage(tagged, "all", "a \0 chart \ud83d\ude00 é")));

        assertThat(this.inventory.known(ONE, "all")).map(KnownImage::notAnImage).hasValue("a \uFFFD chart 😀 é");
    }

    @Test
    void oneToLookAtChangesNothing() {
        ImageInventory look = this.database.imagesToLookAt();
        ArchivedImage archive = new ArchivedImage(APP, ONE, Tag.of("1.0"), null, "team/app/a.tar", 9);
        this.inventory.recordArchive(archive, List.of());

        look.remember(
                List.of(KnownImage.notAnImage(new Descriptor(MediaTypes.OCI_MANIFEST, ONE, 7), "all", "a chart")));
        look.rememberTags(APP, Map.of(Tag.of("1.0"), ONE), List.of());
        look.forgetArchive(archive.path());

        assertThat(look.known(ONE, "all")).isEmpty();
        assertThat(look.seenTags(APP)).isEmpty();
        assertThat(look.archived(APP, ONE)).hasValue(archive);
    }

    @Test
    void pathsAreInTheOrderOfTheirCharacters() {
        for (String path : List.of("b.tar", "B.tar", "a-b.tar", "a.tar", "ab.tar", "a_b.tar")) {
            this.inventory.recordArchive(new ArchivedImage(RepositoryName.of("team/x" + Math.abs(path.hashCode())), ONE,
                    Tag.of("1"), null, path, 9), List.of());
        }

        assertThat(this.inventory.archivePaths()).isSorted().hasSize(6);
    }

    @Test
    void putsWhatIsLearnedLaterInPlaceOfTheFormer() {
        Descriptor tagged = new Descriptor(MediaTypes.OCI_MANIFEST, ONE, 7);
        KnownImage later = KnownImage.notAnImage(tagged, "all", "second");

        this.inventory.remember(List.of(KnownImage.notAnImage(tagged, "all", "first")));
        this.inventory.remember(List.of(later));
        this.inventory.remember(List.of(later));

        assertThat(this.inventory.known(ONE, "all")).hasValue(later);
    }

    @Test
    void letsManyThreadsLearnTheSameAtOnce() throws Exception {
        KnownImage image = KnownImage.notAnImage(new Descriptor(MediaTypes.OCI_MANIFEST, ONE, 7), "all", "a chart");
        ExecutorService threads = Executors.newFixedThreadPool(8);

        List<Future<?>> results = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            results.add(threads.submit(() -> this.inventory.remember(List.of(image))));
        }
        threads.shutdown();

        for (Future<?> result : results) {
            assertThat(result.get()).isNull();
        }
        assertThat(this.inventory.known(ONE, "all")).hasValue(image);
    }

    @Test
    void remembersTheTagsOfRepositoriesThatShareImagesLearnedAtOnce() throws Exception {
        List<KnownImage> images = new ArrayList<>(IntStream.range(0, 50)
            .mapToObj((number) -> KnownImage.notAnImage(
                    new Descriptor(MediaTypes.OCI_MANIFEST, Digest.sha256(new byte[] { (byte) number }), 7), "all",
                    "a chart"))
            .toList());
        ExecutorService threads = Executors.newFixedThreadPool(8);

        List<Future<?>> results = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            RepositoryName repository = RepositoryName.of("team/app-" + i);
            Collections.shuffle(images, new Random(i));
            List<KnownImage> learned = List.copyOf(images);
            results.add(
                    threads.submit(() -> this.inventory.rememberTags(repository, Map.of(Tag.of("1.0"), ONE), learned)));
        }
        threads.shutdown();

        for (Future<?> result : results) {
            assertThat(result.get()).isNull();
        }
        assertThat(images)
            .allSatisfy((image) -> assertThat(this.inventory.known(image.tagged().digest(), "all")).hasValue(image));
        assertThat(IntStream.range(0, 40).mapToObj((number) -> RepositoryName.of("team/app-" + number)))
            .allSatisfy((repository) -> assertThat(this.inventory.seenTags(repository)).hasSize(1));
    }

    @Test
    void remembersWhereTagsPointAndForgetsThoseThatAreGone() {
        this.inventory.rememberTags(APP, Map.of(Tag.of("1.0"), ONE, Tag.of("V1"), ONE, Tag.of("v1"), TWO), List.of());
        assertThat(this.inventory.seenTags(APP)).containsExactlyInAnyOrder(Tag.of("1.0"), Tag.of("V1"), Tag.of("v1"));

        this.inventory.rememberTags(APP, Map.of(Tag.of("1.0"), TWO, Tag.of("2.0"), TWO), List.of());
        assertThat(this.inventory.seenTags(APP)).containsExactlyInAnyOrder(Tag.of("1.0"), Tag.of("2.0"));

        this.inventory.rememberTags(APP, Map.of(), List.of());
        assertThat(this.inventory.seenTags(APP)).isEmpty();
    }

    @Test
    void keepsTagsOfRepositoriesApart() {
        this.inventory.rememberTags(APP, Map.of(Tag.of("1.0"), ONE), List.of());
        this.inventory.rememberTags(RepositoryName.of("team/web"), Map.of(), List.of());

        assertThat(this.inventory.seenTags(APP)).containsExactly(Tag.of("1.0"));
        assertThat(this.inventory.seenTags(RepositoryName.of("team/web"))).isEmpty();
    }

    @Test
    void remembersArchives() {
        ArchivedImage first = new ArchivedImage(APP, ONE, Tag.of("1.0"), date("2026-01-02"), "team/app/a.tar", 9);
        ArchivedImage moved = new ArchivedImage(APP, ONE, Tag.of("latest"), null, "team/app/b.tar", 1L << 40);

        this.inventory.recordArchive(first, List.of());
        assertThat(this.inventory.archived(APP, ONE)).hasValue(first);

        this.inventory.recordArchive(moved, List.of());
        assertThat(this.inventory.archived(APP, ONE)).hasValue(moved);
        assertThat(this.inventory.archived(APP, TWO)).isEmpty();
        assertThat(this.inventory.archived(RepositoryName.of("team/web"), ONE)).isEmpty();
    }

    @Test
    void tellsWhichArchivesThereAreAndWhatTheyHold() {
        ArchivedImage one = new ArchivedImage(APP, ONE, Tag.of("1.0"), date("2026-01-02"), "team/app/b.tar", 9);
        ArchivedImage two = new ArchivedImage(APP, TWO, Tag.of("2.0"), null, "team/app/a.tar", 9);
        ArchivedImage other = new ArchivedImage(RepositoryName.of("team/web"), ONE, Tag.of("1"), null, "team/web/a.tar",
                9);
        List<ArchivedBlob> blobs = List.of(new ArchivedBlob(TWO, one.path(), 512, 9),
                new ArchivedBlob(ONE, one.path(), 2_048, 7));
        List.of(one, two, other).forEach((archive) -> this.inventory.recordArchive(archive, List.of()));
        this.inventory.recordBlobs(one.path(), blobs);

        assertThat(this.inventory.archives(APP)).containsExactly(two, one);
        assertThat(this.inventory.archivePaths()).containsExactly("team/app/a.tar", "team/app/b.tar", "team/web/a.tar");
        assertThat(this.inventory.blobsIn(one.path())).isEqualTo(blobs);
        assertThat(this.inventory.blobsIn(two.path())).isEmpty();

        this.inventory.forgetArchive(one.path());

        assertThat(this.inventory.archives(APP)).containsExactly(two);
        assertThat(this.inventory.blobsIn(one.path())).isEmpty();
    }

    @Test
    void namesSomeOfTheArchivesThatShareABlob() {
        for (int i = 0; i < 100; i++) {
            String path = "team/app-%d/1.tar".formatted(i);
            this.inventory.recordBlobs(path, List.of(new ArchivedBlob(ONE, path, 512, 7)));
        }

        assertThat(this.inventory.blobs(ONE)).hasSizeBetween(2, 50);

        for (int i = 0; i < 99; i++) {
            this.inventory.forgetArchive("team/app-%d/1.tar".formatted(i));
        }
        assertThat(this.inventory.blobs(ONE)).extracting(ArchivedBlob::path).containsExactly("team/app-99/1.tar");
    }

    @Test
    void remembersTagsByTheThousand() {
        Map<Tag, Digest> tags = new HashMap<>();
        for (int i = 0; i < 2_500; i++) {
            tags.put(Tag.of("1." + i), ONE);
        }

        this.inventory.rememberTags(APP, tags, List.of());

        assertThat(this.inventory.seenTags(APP)).isEqualTo(tags.keySet());
    }

    @Test
    void forgetsWhatNothingLeadsToAnyMore() {
        Digest gone = Digest.of("sha256:" + "3".repeat(64));
        for (Digest digest : List.of(ONE, TWO, gone)) {
            this.inventory.remember(List
                .of(KnownImage.notAnImage(new Descriptor(MediaTypes.OCI_MANIFEST, digest, 7), "all", "a chart")));
        }
        RepositoryName web = RepositoryName.of("team/web");
        this.inventory.rememberTags(APP, Map.of(Tag.of("1.0"), ONE), List.of());
        this.inventory.rememberTags(web, Map.of(Tag.of("1.0"), gone), List.of());
        this.inventory.recordArchive(new ArchivedImage(web, TWO, Tag.of("0.9"), null, "team/web/a.tar", 9), List.of());
        this.database.worklist().add(RunId.of("20260102T030405.006Z"), List.of(APP));

        this.inventory.prune();

        assertThat(this.inventory.seenTags(APP)).isNotEmpty();
        assertThat(this.inventory.seenTags(web)).isEmpty();
        assertThat(this.inventory.known(ONE, "all")).isPresent();
        assertThat(this.inventory.known(TWO, "all")).as("of an archive").isPresent();
        assertThat(this.inventory.known(gone, "all")).isEmpty();
    }

    private static Instant date(String day) {
        return Instant.parse(day + "T00:00:00Z");
    }

}
