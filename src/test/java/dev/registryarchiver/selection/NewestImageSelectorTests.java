package dev.registryarchiver.selection;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.registryarchiver.fake.Answer;
import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.Fault;
import dev.registryarchiver.fake.Pushable;
import dev.registryarchiver.fake.RecordedRequest;
import dev.registryarchiver.fake.TestArtifacts;
import dev.registryarchiver.fake.TestDocument;
import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.fake.TestIndex;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.MediaTypes;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.image.SelectedImage;
import dev.registryarchiver.image.Tag;
import dev.registryarchiver.inventory.TestDatabase;
import dev.registryarchiver.registry.BlobMissingException;
import dev.registryarchiver.registry.ContentMismatchException;
import dev.registryarchiver.registry.ManifestMissingException;
import dev.registryarchiver.registry.RepositoryMissingException;
import dev.registryarchiver.registry.TestClients;
import dev.registryarchiver.registry.UnexpectedAnswerException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class NewestImageSelectorTests {

    private static final RepositoryName APP = RepositoryName.of("team/app");

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-02-01T00:00:00Z"), ZoneOffset.UTC);

    private static final TestImage OLD = TestImage.createdAt("2026-01-01T00:00:00Z");

    private static final TestImage NEW = TestImage.createdAt("2026-01-02T03:04:05Z");

    private static final String ENCRYPTED = "application/vnd.oci.image.layer.v1.tar+gzip+encrypted";

    private final FakeRegistry registry = new FakeRegistry();

    private final TestDatabase database = new TestDatabase();

    private final ExecutorService pool = Executors.newFixedThreadPool(4);

    private Map<String, String> tagSettings = Map.of();

    private List<String> platform = List.of("linux/amd64");

    private int newest = 1;

    @AfterEach
    void close() {
        this.pool.shutdown();
        this.registry.close();
        this.database.close();
    }

    @Test
    void choosesTheNewestBuildAndNotTheTagLatest() {
        push("latest", OLD);
        push("2.0", OLD);
        Descriptor newest = push("1.0", NEW);

        RepositorySelection selection = select();

        assertThat(selection.images()).singleElement().satisfies((image) -> {
            assertThat(image).hasToString("team/app:1.0");
            assertThat(image.tagged()).isEqualTo(newest);
            assertThat(image.manifest()).isEqualTo(newest);
            assertThat(image.root()).isEqualTo(newest);
            assertThat(image.wholeIndex()).isFalse();
            assertThat(image.created()).isEqualTo("2026-01-02T03:04:05Z");
            assertThat(image.platform()).hasToString("linux/amd64");
            assertThat(image.reason()).isEqualTo("built 2026-01-02T03:04:05Z (config)");
        });
        assertThat(selection.others()).singleElement()
            .extracting(SelectedImage::tags)
            .isEqualTo(List.of(Tag.of("2.0"), Tag.of("latest")));
        assertThat(selection.contentSize()).isEqualTo(
                NEW.configDescriptor().size() + NEW.layerDescriptors().stream().mapToLong(Descriptor::size).sum());
        assertThat(selection.nothingBecause()).isEmpty();
        assertThat(selection.remarks()).isEmpty();
    }

    @Test
    void asksForEachNewTagOnce() {
        push("1", OLD);
        push("2", NEW);

        select();

        assertThat(this.registry.requests("HEAD")).isEmpty();
        assertThat(gets("manifests")).containsExactlyInAnyOrder("1", "2");
        assertThat(gets("blobs")).containsExactlyInAnyOrder(OLD.configDescriptor().digest().toString(),
                NEW.configDescriptor().digest().toString());
    }

    @Test
    void costsOneHeadPerTagTheNextNight() {
        push("1", OLD);
        push("2", NEW);
        push("latest", TestIndex.of(NEW));
        push("chart", artifact());
        RepositorySelection first = select();
        this.registry.clearRequests();

        RepositorySelection second = select();

        assertThat(second).isEqualTo(first);
        assertThat(this.registry.requests("HEAD")).extracting(RecordedRequest::path)
            .containsExactlyInAnyOrder(manifest("1"), manifest("2"), manifest("latest"), manifest("chart"));
        assertThat(this.registry.requests("GET", ".*/(manifests|blobs)/.*")).isEmpty();
    }

    @Test
    void fetchesOnlyWhatMovedOrIsNew() {
        push("1", OLD);
        push("latest", OLD);
        select();
        this.registry.clearRequests();
        push("latest", NEW);
        push("2", NEW);

        RepositorySelection selection = select();

        assertThat(selection.images()).singleElement()
            .extracting(SelectedImage::tags)
            .isEqualTo(List.of(Tag.of("2"), Tag.of("latest")));
        assertThat(this.registry.requests("HEAD")).hasSize(2);
        // Whether "latest" costs a GET depends on which of the two is looked at first.
        assertThat(gets("manifests")).contains("2").isSubsetOf("2", "latest");
        assertThat(gets("blobs")).containsExactly(NEW.configDescriptor().digest().toString());
    }

    @Test
    void resolvesSameDigestUnderManyTagsOnceM27() {
        IntStream.range(0, 40).forEach((number) -> push("1." + number, OLD));
        select();
        assertThat(gets("manifests")).hasSize(40);
        assertThat(gets("blobs")).hasSize(1);
        this.registry.clearRequests();
        IntStream.range(0, 40).forEach((number) -> push("1." + number, NEW));

        RepositorySelection selection = select();

        assertThat(selection.images()).singleElement()
            .satisfies((image) -> assertThat(image.tags()).hasSize(40).startsWith(Tag.of("1.39")));
        assertThat(this.registry.requests("HEAD")).hasSize(40);
        assertThat(gets("manifests")).hasSize(1);
        assertThat(gets("blobs")).hasSize(1);
    }

    @Test
    void asksNothingOfTagsWhoseDigestTheListTellsM30() {
        Descriptor old = push("1", OLD);
        push("1-again", OLD);
        Descriptor newest = push("2", NEW);
        // Uploaded last is not built last.
        this.registry.when("GET", ".*/tags/list").answer((request) -> Answer.json(200, """
                {"manifest":{"%s":{"tag":["1","1-again"],"timeCreatedMs":"0","timeUploadedMs":"1790000000000"},
                "%s":{"tag":["2"],"timeCreatedMs":"1767323045000","timeUploadedMs":"1690000000000"}},
                "tags":["1","1-again","2"]}""".formatted(old.digest(), newest.digest())));

        RepositorySelection first = select();

        assertThat(first.images()).extracting(SelectedImage::tag).containsExactly(Tag.of("2"));
        assertThat(first.others()).singleElement().satisfies((image) -> assertThat(image.tags()).hasSize(2));
        assertThat(gets("manifests")).hasSize(2).contains("2");
        assertThat(this.registry.requests("HEAD")).isEmpty();
        this.registry.clearRequests();
        assertThat(select()).isEqualTo(first);
        assertThat(this.registry.requests()).hasSize(1);
    }

    @Test
    void doesNotTrustAListThatNamesADigestThatIsNotThereM30() {
        push("1", OLD);
        push("2", NEW);
        this.registry.when("GET", ".*/tags/list")
            .answer((request) -> Answer.json(200,
                    "{\"manifest\":{\"sha256:%s\":{\"tag\":[\"1\",\"2\"]}},\"tags\":[\"1\",\"2\"]}"
                        .formatted("0".repeat(64))));

        assertThat(select().images()).extracting(SelectedImage::tag).containsExactly(Tag.of("2"));
    }

    @Test
    void knowsDigestsFromOtherRepositories() {
        push("1", NEW);
        select();
        this.registry.push("team/copy", "1", NEW);
        this.registry.clearRequests();

        select(RepositoryName.of("team/copy"));

        assertThat(gets("blobs")).isEmpty();
    }

    @ParameterizedTest(name = "M26 {0}")
    @ValueSource(strings = { "405", "404", "400", "501", "403", "no digest", "digest that is none" })
    void fetchesWhereHeadTellsNothing(String answer) {
        push("1", OLD);
        push("2", NEW);
        select();
        Fault fault = this.registry.when("HEAD", ".*");
        switch (answer) {
            case "no digest" -> fault.dropHeader("Docker-Content-Digest");
            case "digest that is none" -> fault.header("Docker-Content-Digest", "sha256:zz");
            default -> fault.status(Integer.parseInt(answer));
        }
        this.registry.clearRequests();

        RepositorySelection selection = select();

        assertThat(selection.images()).extracting(SelectedImage::tag).containsExactly(Tag.of("2"));
        assertThat(gets("manifests")).containsExactlyInAnyOrder("1", "2");
        assertThat(gets("blobs")).isEmpty();
    }

    @Test
    void findsOutWhatTagsPointAtWhenHeadLies() {
        push("1", OLD);
        push("2", NEW);
        push("3", NEW);
        select();
        this.registry.when("HEAD", ".*").header("Docker-Content-Digest", "sha256:" + "0".repeat(64));

        RepositorySelection selection = select();

        assertThat(selection.images()).singleElement()
            .extracting(SelectedImage::tags)
            .isEqualTo(List.of(Tag.of("3"), Tag.of("2")));
        assertThat(selection.others()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = { 500, 502, 503, 504 })
    void failsWhenATagCannotBeJudgedForTheMoment(int status) {
        push("1", OLD);
        push("2", NEW);
        this.registry.when("GET", manifest("2")).status(status);

        assertThatExceptionOfType(UnexpectedAnswerException.class).isThrownBy(this::select)
            .satisfies((ex) -> assertThat(ex.status()).isEqualTo(status));

        this.registry.clearFaults();
        assertThat(select().images()).extracting(SelectedImage::tag).containsExactly(Tag.of("2"));
    }

    @Test
    void failsWhenConfigIsRefused() {
        push("1", OLD);
        push("2", NEW);
        this.registry.when("GET", blob(NEW.configDescriptor())).status(403);

        assertThatException().isThrownBy(this::select);
        this.registry.clearFaults();

        assertThat(select().images()).extracting(SelectedImage::tag).containsExactly(Tag.of("2"));
    }

    @Test
    void failsWhenHeadHasTroubleForTheMoment() {
        push("1", OLD);
        select();
        this.registry.when("HEAD", ".*").status(500);

        assertThatExceptionOfType(UnexpectedAnswerException.class).isThrownBy(this::select);
    }

    @Test
    void failsWhenConfigOfTheHighestVersionIsSomethingElse() {
        push("1", OLD);
        push("2", NEW);
        this.registry.when("GET", blob(NEW.configDescriptor())).corruptByteAt(3);

        assertThatExceptionOfType(BrokenTagException.class).isThrownBy(this::select)
            .withCauseInstanceOf(ContentMismatchException.class)
            .satisfies((ex) -> assertThat(ex.tag()).isEqualTo(Tag.of("2")));
    }

    @Test
    void looksTwiceAtWhatMayHaveBeenDamagedOnItsWay() {
        push("1", OLD);
        push("2", NEW);
        this.registry.when("GET", blob(NEW.configDescriptor())).times(1).corruptByteAt(3);

        assertThat(select().images()).extracting(SelectedImage::tag).containsExactly(Tag.of("2"));
    }

    @Test
    void failsWhenConfigOfTheHighestVersionIsMissing() {
        push("1.9.0", OLD);
        push("1.10.0", NEW);
        this.registry.deleteBlob(APP.value(), NEW.configDescriptor().digest());

        assertThatExceptionOfType(BrokenTagException.class).isThrownBy(this::select)
            .withCauseInstanceOf(BlobMissingException.class)
            .withMessageStartingWith("Cannot tell when team/app:1.10.0 was built, and it may be the newest: ")
            .withMessageEndingWith("Delete the tag, push it again, or leave it out with selection.tags.exclude.");
    }

    @ParameterizedTest
    @ValueSource(strings = { "config missing", "config damaged", "manifest damaged", "404 of the manifest's storage",
            "412", "410", "451", "too large" })
    void leavesOutAnOldTagThatIsBrokenForGoodWithAWarningAndLooksAgainTheNextNight(String trouble) {
        push("1.9.0", NEW.withLabel("n", "old"));
        push("1.9.0-again", NEW.withLabel("n", "old"));
        push("1.10.0", NEW);
        breakTag("1.9.0", NEW.withLabel("n", "old"), trouble);
        breakTag("1.9.0-again", NEW.withLabel("n", "old"), trouble);

        RepositorySelection selection = select();

        assertThat(selection.images()).extracting(SelectedImage::tag).containsExactly(Tag.of("1.10.0"));
        assertThat(selection.warnings()).hasSize(2).allMatch((warning) -> warning.contains(" is left out: "));
        assertThat(selection.remarks()).containsAll(selection.warnings());
        assertThat(selection.leftOut()).containsOnlyKeys(Tag.of("1.9.0"), Tag.of("1.9.0-again"));

        this.registry.clearFaults();
        push("1.9.0", NEW.withLabel("n", "old"));

        assertThat(select().others()).singleElement().satisfies((image) -> assertThat(image.tags()).hasSize(2));
    }

    @Test
    void failsWhenAnnotationSaysThatTheBrokenImageIsTheNewest() {
        TestImage broken = OLD.withAnnotation("org.opencontainers.image.created", "2026-01-20T00:00:00Z");
        push("main", NEW);
        push("feature", broken);
        this.registry.deleteBlob(APP.value(), broken.configDescriptor().digest());

        assertThatExceptionOfType(BrokenTagException.class).isThrownBy(this::select);
    }

    @Test
    void leavesOutABrokenImageThatIsOldByItsAnnotationWhateverItIsCalled() {
        TestImage broken = OLD.withAnnotation("org.opencontainers.image.created", "2025-01-20T00:00:00Z");
        push("1.0.0", NEW);
        push("9.0.0", broken);
        this.registry.deleteBlob(APP.value(), broken.configDescriptor().digest());

        assertThat(select().images()).extracting(SelectedImage::tag).containsExactly(Tag.of("1.0.0"));
    }

    @ParameterizedTest
    @CsvSource({ "latest, main, true", "old, main, false", "1.2.3, main, false", "1.2.3, 1.2.2, true",
            "1.2.3-rc1, 1.2.3, false", "1.9, 1.10, false", "20260103, 20260102, true", "3f2a9c8, 1.0.0, false" })
    void judgesABrokenTagByItsNameWhereNothingElseTells(String broken, String readable, boolean fails) {
        push(readable, NEW);
        push(broken, OLD);
        this.registry.when("GET", manifest(broken)).status(412);

        if (fails) {
            assertThatExceptionOfType(BrokenTagException.class).isThrownBy(this::select);
        }
        else {
            assertThat(select().images()).extracting(SelectedImage::tag).containsExactly(Tag.of(readable));
        }
    }

    @Test
    void failsWhenNothingButBrokenTagsIsLeft() {
        push("old", OLD);
        push("chart", artifact());
        this.registry.deleteBlob(APP.value(), OLD.configDescriptor().digest());

        assertThatExceptionOfType(BrokenTagException.class).isThrownBy(this::select)
            .withMessageContaining("no other tag can be archived");
    }

    @Test
    void leavesOutOnlyThePlatformThatIsBroken() {
        TestImage arm = NEW.withPlatform("linux/arm64");
        push("2.0.0", TestIndex.of(NEW, arm));
        push("1.0.0", TestIndex.of(OLD, OLD.withPlatform("linux/arm64")));
        push("3.0.0", TestIndex.of(OLD.withLabel("a", "b"), OLD.withLabel("a", "b").withPlatform("linux/arm64")));
        this.platform = List.of("linux/amd64", "linux/arm64");
        this.registry.deleteBlob(APP.value(), OLD.withPlatform("linux/arm64").configDescriptor().digest());

        RepositorySelection selection = select();

        assertThat(selection.images()).extracting(SelectedImage::tag).containsExactly(Tag.of("2.0.0"), Tag.of("2.0.0"));
        assertThat(selection.warnings()).singleElement().asString().startsWith("1.0.0 is left out: ");
        assertThat(selection.leftOut()).isEmpty();
    }

    private void breakTag(String tag, TestImage image, String trouble) {
        String reference = manifest("(%s|%s)".formatted(tag, image.digest()));
        switch (trouble) {
            case "config missing" -> this.registry.when("GET", blob(image.configDescriptor())).status(404);
            case "config damaged" -> this.registry.when("GET", blob(image.configDescriptor())).corruptByteAt(3);
            case "manifest damaged" -> this.registry.when("GET", reference).corruptByteAt(0);
            case "404 of the manifest's storage" ->
                this.registry.when("GET", blob(image.configDescriptor())).redirectTo("/storage/lost");
            case "too large" -> this.registry.when("GET", reference).body("{\"a\":\"" + "x".repeat(5 << 20) + "\"}");
            default -> this.registry.when("GET", reference).status(Integer.parseInt(trouble));
        }
    }

    @Test
    void forgetsNothingItLearnedBeforeAFailure() {
        push("1", OLD);
        push("2", NEW);
        this.registry.when("GET", manifest("2")).status(403);
        assertThatException().isThrownBy(this::select);
        this.registry.clearFaults();
        this.registry.clearRequests();

        select();

        assertThat(gets("blobs")).containsExactly(NEW.configDescriptor().digest().toString());
    }

    @Test
    void leavesOutTagThatIsDeletedMeanwhile() {
        push("1", OLD);
        push("2", NEW);
        this.registry.when("*", manifest("2")).status(404);

        RepositorySelection selection = select();

        assertThat(selection.images()).extracting(SelectedImage::tag).containsExactly(Tag.of("1"));
        assertThat(selection.remarks()).containsExactly("1 tag is gone from the registry");
    }

    @Test
    void leavesOutTagWhoseManifestCannotBeReadAndSaysWhy() {
        push("1", OLD);
        push("broken", TestDocument.of(MediaTypes.OCI_MANIFEST, "{\"config\":1}"));

        RepositorySelection selection = select();

        assertThat(selection.images()).extracting(SelectedImage::tag).containsExactly(Tag.of("1"));
        assertThat(selection.leftOut())
            .containsExactly(Map.entry(Tag.of("broken"), "'config' does not hold a descriptor"));
        assertThat(selection.warnings()).containsExactly("broken is left out: 'config' does not hold a descriptor");
        assertThat(selection.remarks()).containsExactly("broken is left out: 'config' does not hold a descriptor",
                "1 tag is no archivable image");
    }

    @Test
    void warnsOfNewerImagesOfOtherPlatforms() {
        push("1", OLD);
        push("2-arm64", NEW.withPlatform("linux/arm64"));
        push("3", TestIndex.of(NEW.withPlatform("linux/s390x")));
        push("0-arm64", OLD.withCreated("2025-01-01T00:00:00Z").withPlatform("linux/arm64"));

        RepositorySelection selection = select();

        assertThat(selection.images()).extracting(SelectedImage::tag).containsExactly(Tag.of("1"));
        assertThat(selection.warnings()).containsExactly(
                "2-arm64 was built 2026-01-02T03:04:05Z but runs on linux/arm64",
                "3 was built 2026-01-02T03:04:05Z but cannot be archived: "
                        + "its index has no image for linux/amd64, only for linux/s390x");
        assertThat(select().warnings()).isEqualTo(selection.warnings());
    }

    @Test
    void saysWhenANewerImageCannotBeArchived() {
        push("1", OLD);
        push("0", TestArtifacts.manifest(MediaTypes.OCI_CONFIG, encryptedAt("2025-01-01T00:00:00Z"), ENCRYPTED,
                Map.of()));
        push("2", TestArtifacts.manifest(MediaTypes.OCI_CONFIG, encryptedAt("2026-01-03T00:00:00Z"), ENCRYPTED,
                Map.of()));

        RepositorySelection selection = select();

        assertThat(selection.images()).extracting(SelectedImage::tag).containsExactly(Tag.of("1"));
        assertThat(selection.leftOut()).containsOnlyKeys(Tag.of("0"), Tag.of("2"));
        assertThat(selection.warnings()).hasSize(1);
        assertThat(selection.remarks()).containsExactly(
                "2 was built 2026-01-03T00:00:00Z but cannot be archived: it has encrypted layers",
                "2 tags are no archivable image");
    }

    @Test
    void looksOnlyAtTagsThatTheSettingsAdmit() {
        push("1.0", OLD);
        push("1.1-rc1", NEW);
        push("nightly", NEW);
        this.tagSettings = Map.of("include", "\\d.*", "exclude", ".*-rc\\d+");

        RepositorySelection selection = select();

        assertThat(selection.images()).extracting(SelectedImage::tag).containsExactly(Tag.of("1.0"));
        assertThat(selection.remarks()).containsExactly("2 tags are left out by selection.tags");
        assertThat(gets("manifests")).containsExactly("1.0");
    }

    @Test
    void saysWhyNothingIsChosen() {
        this.registry.createRepository("team/empty");
        push("1.0", artifact());
        push("0.9", artifact());

        assertThat(select(RepositoryName.of("team/empty")).nothingBecause()).isEqualTo("it has no tags of images");
        assertThat(select().nothingBecause()).isEqualTo("none of its tags is an archivable image; "
                + "1.0: it is an artifact of type application/vnd.cncf.helm.config.v1+json");
        this.tagSettings = Map.of("include", "x");
        assertThat(select().nothingBecause()).isEqualTo("selection.tags leaves out all of its 2 tags");
    }

    @Test
    void leavesMissingRepositoryToTheCaller() {
        assertThatExceptionOfType(RepositoryMissingException.class)
            .isThrownBy(() -> select(RepositoryName.of("team/none")));
    }

    @Test
    void failsWhenNoneOfTheListedTagsHasAManifest() {
        push("1.0", OLD);
        this.registry.when("*", ".*/manifests/.*").status(404);

        assertThatExceptionOfType(ManifestMissingException.class).isThrownBy(this::select);
    }

    @Test
    void takesImageOfAnotherPlatformOnlyWhereNoTagHasTheWantedOne() {
        push("arm", NEW.withPlatform("linux/arm64"));
        RepositorySelection alone = select();
        push("amd", OLD);

        RepositorySelection both = select();

        assertThat(alone.images()).extracting(SelectedImage::tag).containsExactly(Tag.of("arm"));
        assertThat(alone.remarks())
            .containsExactly("No tag has an image for linux/amd64; team/app:arm runs on linux/arm64");
        assertThat(both.images()).extracting(SelectedImage::tag).containsExactly(Tag.of("amd"));
    }

    @Test
    void choosesSeveralImages() {
        push("1", OLD);
        push("2", NEW);
        push("0", TestImage.createdAt("2025-01-01T00:00:00Z"));
        this.newest = 2;

        RepositorySelection selection = select();

        assertThat(selection.images()).extracting(SelectedImage::tag).containsExactly(Tag.of("2"), Tag.of("1"));
        assertThat(selection.others()).extracting(SelectedImage::tag).containsExactly(Tag.of("0"));
        this.newest = 5;
        assertThat(select().images()).hasSize(3);
    }

    @Test
    void choosesTheNewestOfEachPlatform() {
        TestImage arm = OLD.withPlatform("linux/arm64");
        push("1", TestIndex.of(OLD, arm));
        push("2", NEW);
        this.platform = List.of("linux/arm64", "linux/amd64");

        RepositorySelection selection = select();

        assertThat(selection.images()).extracting(SelectedImage::manifest)
            .containsExactly(arm.manifestDescriptor(), NEW.manifestDescriptor());
        assertThat(selection.images()).extracting((image) -> image.platform().toString())
            .containsExactly("linux/arm64", "linux/amd64");
    }

    @Test
    void keepsAllPlatformsTogether() {
        TestIndex index = TestIndex.of(NEW.withPlatform("linux/arm64"), NEW);
        Descriptor pushed = push("2", index);
        push("1", OLD.withPlatform("linux/s390x"));
        this.platform = List.of("all");
        this.newest = 2;

        RepositorySelection selection = select();

        assertThat(selection.images()).extracting(SelectedImage::wholeIndex).containsExactly(true, false);
        assertThat(selection.images().get(0).root()).isEqualTo(pushed);
        assertThat(selection.images().get(0).manifest()).isEqualTo(NEW.manifestDescriptor());
        assertThat(selection.images().get(1).platform()).hasToString("linux/s390x");
    }

    @Test
    void looksAgainWhenAnotherPlatformIsWanted() {
        TestImage arm = OLD.withPlatform("linux/arm64");
        push("1", TestIndex.of(OLD, arm));
        select();
        this.platform = List.of("linux/arm64");

        assertThat(select().images()).extracting(SelectedImage::manifest).containsExactly(arm.manifestDescriptor());
    }

    @Test
    void recordsEveryTagOfIndexAndOfItsManifest() {
        push("1.0-amd64", NEW);
        Descriptor index = push("1.0", TestIndex.of(NEW));
        this.registry.tag(APP.value(), "latest", index.digest());

        RepositorySelection selection = select();

        assertThat(selection.images()).singleElement().satisfies((image) -> {
            assertThat(image.tags()).extracting(Tag::value).containsExactlyInAnyOrder("1.0", "1.0-amd64", "latest");
            assertThat(image.manifest()).isEqualTo(NEW.manifestDescriptor());
        });
        assertThat(selection.others()).isEmpty();
    }

    @Test
    void asksTheOtherSourcesWhenTheConfigTellsNoDateK11() {
        TestImage epoch = TestImage.createdAt("1970-01-01T00:00:00Z");
        push("3.0.0", epoch);
        push("1.0.0", epoch.withAnnotation("org.opencontainers.image.created", "2026-01-02T03:04:05Z"));
        push("2.0.0", epoch.withLabel("org.label-schema.build-date", "2026-01-01T00:00:00Z"));
        this.newest = 3;

        RepositorySelection selection = select();

        assertThat(selection.images()).extracting(SelectedImage::tag)
            .containsExactly(Tag.of("1.0.0"), Tag.of("2.0.0"), Tag.of("3.0.0"));
        assertThat(selection.images()).extracting(SelectedImage::reason)
            .containsExactly(
                    "built 2026-01-02T03:04:05Z (annotation org.opencontainers.image.created of the manifest, "
                            + "because the config says 1970-01-01T00:00:00Z)",
                    "built 2026-01-01T00:00:00Z (label org.label-schema.build-date, "
                            + "because the config says 1970-01-01T00:00:00Z)",
                    "no usable date (the config says 1970-01-01T00:00:00Z)");
        assertThat(selection.remarks()).containsExactly("1 of 3 images have no usable date");
    }

    @Test
    void choosesTheHighestVersionWithoutAnyDateK12() {
        TestImage epoch = TestImage.createdAt("1970-01-01T00:00:00Z");
        push("1.9.0", epoch.withLabel("v", "1.9.0"));
        push("latest", epoch.withLabel("v", "1.9.0"));
        push("1.10.0", epoch.withLabel("v", "1.10.0"));

        assertThat(select().images()).extracting(SelectedImage::tag).containsExactly(Tag.of("1.10.0"));
    }

    @Test
    void choosesTheSameEveryTimeFromEqualDatesK13() {
        push("1.9.0", NEW.withLabel("v", "1.9.0"));
        push("1.10.0", NEW.withLabel("v", "1.10.0"));

        assertThat(select().images()).extracting(SelectedImage::tag).containsExactly(Tag.of("1.10.0"));
        assertThat(select().images()).extracting(SelectedImage::tag).containsExactly(Tag.of("1.10.0"));
    }

    @Test
    void looksAtTagsInParallel() {
        IntStream.range(0, 50).forEach((number) -> push("1." + number, OLD.withLabel("n", "" + number)));
        push("2.0", NEW);
        this.registry.when("GET", ".*/manifests/.*").delay(Duration.ofMillis(20));

        assertThat(select().images()).extracting(SelectedImage::tag).containsExactly(Tag.of("2.0"));
        assertThat(this.registry.peakConcurrency()).isGreaterThan(1);
        this.registry.clearFaults();
        this.registry.when("*", ".*/manifests/.*").status(507);
        assertThatExceptionOfType(UnexpectedAnswerException.class).isThrownBy(this::select);
    }

    @Test
    void processorHandsOnEveryRepository() {
        push("1", NEW);
        NewestImageItemProcessor processor = new NewestImageItemProcessor(selector());

        assertThat(processor.process(APP).images()).hasSize(1);
        this.registry.createRepository("team/empty");
        assertThat(processor.process(RepositoryName.of("team/empty")).isEmpty()).isTrue();
    }

    private RepositorySelection select() {
        return select(APP);
    }

    private RepositorySelection select(RepositoryName repository) {
        return selector().select(repository);
    }

    // A new client each time, as every night has: nothing is left in its memory.
    private NewestImageSelector selector() {
        SelectionProperties properties = new SelectionProperties(
                new SelectionProperties.Tags(tagSetting("include"), tagSetting("exclude")), this.platform, this.newest);
        return new NewestImageSelector(TestClients.anonymous(this.registry), this.database.images(), properties,
                this.pool, CLOCK);
    }

    private List<String> tagSetting(String name) {
        String regex = this.tagSettings.get(name);
        return (regex != null) ? List.of(regex) : List.of();
    }

    private Descriptor push(String tag, Pushable pushable) {
        return this.registry.push(APP.value(), tag, pushable);
    }

    private static TestDocument artifact() {
        return TestArtifacts.helmChart();
    }

    private static String encryptedAt(String created) {
        return "{\"os\":\"linux\",\"architecture\":\"amd64\",\"created\":\"%s\",\"rootfs\":{\"diff_ids\":[\"\"]}}"
            .formatted(created);
    }

    private List<String> gets(String kind) {
        return this.registry.requests("GET", ".*/" + kind + "/.*")
            .stream()
            .map((request) -> request.path().replaceAll(".*/", ""))
            .toList();
    }

    private static String manifest(String reference) {
        return "/v2/team/app/manifests/" + reference;
    }

    private static String blob(Descriptor descriptor) {
        return "/v2/team/app/blobs/" + descriptor.digest();
    }

}
