package dev.registryarchiver.registry;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.registryarchiver.fake.Answer;
import dev.registryarchiver.fake.Content;
import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.FakeTokenService;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.RepositoryName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class BlobEndpointTests {

    private static final RepositoryName REPOSITORY = RepositoryName.of("team/app");

    private static final String BLOBS = "/v2/team/app/blobs/.*";

    private static final int SIZE = 100_000;

    private final byte[] content = random();

    private final FakeRegistry registry = new FakeRegistry();

    private final Descriptor blob = this.registry.pushBlob("team/app", this.content);

    private final RegistryClient client = TestClients.anonymous(this.registry);

    @AfterEach
    void stop() {
        this.registry.close();
    }

    @Test
    void readsAWholeBlob() throws IOException {
        assertThat(read(0)).isEqualTo(this.content);
        assertThat(this.registry.requests("GET", this.blob)).singleElement()
            .satisfies((request) -> assertThat(request.header("Range")).isNull())
            .satisfies((request) -> assertThat(request.header("Accept-Encoding")).isEqualTo("identity"));
    }

    @Test
    void readsByteByByte() throws IOException {
        try (InputStream stream = this.client.openBlob(REPOSITORY, this.blob, SIZE - 2)) {
            assertThat(stream.read()).isEqualTo(this.content[SIZE - 2] & 0xff);
            assertThat(stream.read()).isEqualTo(this.content[SIZE - 1] & 0xff);
            assertThat(stream.read()).isEqualTo(-1);
        }
    }

    @Test
    void usesTheConnectionAgain() throws IOException {
        for (int i = 0; i < 5; i++) {
            try (InputStream stream = this.client.openBlob(REPOSITORY, this.blob, 0)) {
                stream.readNBytes(SIZE);
            }
        }

        assertThat(this.registry.connections()).isOne();
    }

    @Test
    void readsTheRest() throws IOException {
        assertThat(read(30_000)).isEqualTo(rest(30_000));
        assertThat(this.registry.requests("GET", this.blob)).extracting((request) -> request.header("Range"))
            .containsExactly("bytes=30000-");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = { "B1", "B2", "B3" })
    void breaksWhereTheConnectionBreaksAndCanBeResumed(String id) throws IOException {
        switch (id) {
            case "B1" -> this.registry.when("GET", BLOBS).times(1).breakAfter(3_000);
            case "B2" -> this.registry.when("GET", BLOBS).times(1).chunkedAndCut(3_000);
            default -> this.registry.when("GET", BLOBS).times(1).dropContentLength().breakAfter(3_000);
        }
        byte[] read = new byte[SIZE];
        int[] count = new int[1];

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
            try (InputStream stream = this.client.openBlob(REPOSITORY, this.blob, 0)) {
                while (count[0] < SIZE) {
                    count[0] += stream.read(read, count[0], 1_000);
                }
            }
        });
        assertThat(count[0]).isEqualTo(3_000);
        assertThat(read(count[0])).isEqualTo(rest(3_000));
    }

    @ParameterizedTest(name = "B4 {0}")
    @ValueSource(strings = { "chunked", "close-delimited" })
    void stopsBehindTheLastByteThatIsExpected(String framing) {
        if (framing.equals("chunked")) {
            this.registry.when("GET", BLOBS).extraBytes(1).chunked();
        }
        else {
            this.registry.when("GET", BLOBS).extraBytes(1).dropContentLength();
        }

        assertThatExceptionOfType(ContentMismatchException.class).isThrownBy(() -> read(0))
            .satisfies((ex) -> assertThat(ex.actualSize()).isEqualTo(SIZE + 1))
            .satisfies((ex) -> assertThat(ex.actualDigest()).isEmpty());
    }

    @Test
    void b4DoesNotReadABlobWithoutEnd() {
        this.registry.when("GET", BLOBS)
            .answer((request) -> Answer.of(200).withBody(Content.zeros(Long.MAX_VALUE / 2)).chunked());

        assertThatExceptionOfType(ContentMismatchException.class).isThrownBy(() -> read(0));
    }

    @ParameterizedTest(name = "B5 {0}")
    @ValueSource(longs = { 0, SIZE - 1, SIZE + 1, 10_000_000_000L })
    void refusesAnotherLengthBeforeTheFirstByte(long length) {
        this.registry.when("GET", BLOBS).contentLength(length);

        assertThatExceptionOfType(ContentMismatchException.class)
            .isThrownBy(() -> this.client.openBlob(REPOSITORY, this.blob, 0))
            .satisfies((ex) -> assertThat(ex.actualSize()).isEqualTo(length))
            .withMessageContaining("100000 bytes were expected and %d bytes came".formatted(length));
    }

    @Test
    void b6SkipsWhatIsThereAlreadyWhenRangesAreIgnored() throws IOException {
        this.registry.when("GET", BLOBS).answer((request) -> Answer.of(200).withBody(this.content));

        assertThat(read(70_000)).isEqualTo(rest(70_000));
        assertThat(this.registry.requests("GET", this.blob)).hasSize(1);
    }

    @ParameterizedTest(name = "B7 {0}")
    @CsvSource(delimiterString = "→", textBlock = """
            from the start → bytes 0-99999/100000
            from elsewhere → bytes 69999-99998/100000
            not to the end → bytes 70000-99998/100000
            wrong total → bytes 70000-99999/100001
            another unit → items 70000-99999/100000
            too many digits → bytes 70000-99999/9999999999999999999999
            unreadable → 70000
            """)
    void startsAgainWhenOtherBytesCome(String id, String contentRange) throws IOException {
        this.registry.when("GET", BLOBS).times(1).header("Content-Range", contentRange);

        assertThat(read(70_000)).as(id).isEqualTo(rest(70_000));
        assertThat(this.registry.requests("GET", this.blob)).extracting((request) -> request.header("Range"))
            .containsExactly("bytes=70000-", null);
    }

    @Test
    void b7StartsAgainWhenTwoRangesAreNamed() throws IOException {
        this.registry.when("GET", BLOBS).times(1).addHeader("Content-Range", "bytes 0-99999/100000");

        assertThat(read(70_000)).isEqualTo(rest(70_000));
        assertThat(this.registry.requests("GET", this.blob)).hasSize(2);
    }

    @Test
    void b7StartsAgainWhenNoRangeIsNamed() throws IOException {
        this.registry.when("GET", BLOBS).times(1).dropHeader("Content-Range");

        assertThat(read(70_000)).isEqualTo(rest(70_000));
    }

    @Test
    void acceptsARangeOfUnknownTotal() throws IOException {
        this.registry.when("GET", BLOBS).header("Content-Range", "bytes 70000-99999/*");

        assertThat(read(70_000)).isEqualTo(rest(70_000));
        assertThat(this.registry.requests("GET", this.blob)).hasSize(1);
    }

    @Test
    void b8DoesNotAskForMoreThanThereIs() throws IOException {
        assertThat(read(SIZE)).isEmpty();
        assertThat(this.registry.requests()).isEmpty();
    }

    @Test
    void b8StartsAgainWhenTheRangeIsRefusedAndLeavesTheBodyAlone() throws IOException {
        this.registry.when("GET", BLOBS)
            .times(1)
            .answer((request) -> Answer.of(416).withBody("requested range not satisfiable").withDeclaredLength(SIZE));

        assertThat(read(70_000)).isEqualTo(rest(70_000));
    }

    @ParameterizedTest(name = "B9 {0}")
    @ValueSource(longs = { -1, SIZE + 1 })
    void refusesAnOffsetOutsideOfTheBlob(long offset) {
        assertThatIllegalArgumentException().isThrownBy(() -> this.client.openBlob(REPOSITORY, this.blob, offset));
    }

    @ParameterizedTest(name = "B12 from byte {0}")
    @ValueSource(ints = { 0, 70_000 })
    void unwrapsWhatAProxyCompressed(int offset) throws IOException {
        this.registry.when("GET", BLOBS)
            .answer((request) -> Answer.of(200)
                .withHeader("Content-Encoding", "gzip")
                .withBody(Gzip.compress(this.content))
                .chunked());

        assertThat(read(offset)).isEqualTo(rest(offset));
    }

    @ParameterizedTest(name = "B12 from byte {0}")
    @ValueSource(ints = { 0, 50 })
    void takesStoredBytesForWhatTheyAre(int offset) throws IOException {
        byte[] compressed = Gzip.compress(this.content);
        Descriptor layer = this.registry.pushBlob("team/app", compressed);
        this.registry.when("GET", BLOBS).header("Content-Encoding", "x-gzip");

        try (InputStream stream = this.client.openBlob(REPOSITORY, layer, offset)) {
            assertThat(stream.readAllBytes()).isEqualTo(Arrays.copyOfRange(compressed, offset, compressed.length));
        }
    }

    @Test
    void b12EndsEarlyWhereTheWrappedContentDoes() {
        this.registry.when("GET", BLOBS)
            .answer((request) -> Answer.of(200)
                .withHeader("Content-Encoding", "gzip")
                .withBody(Gzip.compress(rest(1)))
                .chunked());

        assertThatExceptionOfType(EOFException.class).isThrownBy(() -> read(0))
            .withMessage("The blob ends 1 bytes early");
    }

    @Test
    void b17ReadsABlobWithoutBytes() throws IOException {
        Descriptor empty = this.registry.pushBlob("team/app", new byte[0]);

        try (InputStream stream = this.client.openBlob(REPOSITORY, empty, 0)) {
            assertThat(stream.readAllBytes()).isEmpty();
        }
    }

    @Test
    void countsBeyondTheRangeOfIntegers() throws IOException {
        Content huge = Content.zeros(9L << 30);
        Descriptor layer = new Descriptor("", this.blob.digest(), huge.length());
        this.registry.when("GET", BLOBS)
            .answer((request) -> Answer.of(206)
                .withHeader("Content-Range", "bytes 9663676410-9663676415/9663676416")
                .withBody(huge.range(9663676410L, 9663676416L)));

        try (InputStream stream = this.client.openBlob(REPOSITORY, layer, 9663676410L)) {
            assertThat(stream.readAllBytes()).hasSize(6);
        }
    }

    @Test
    void b13BreaksWhenTheServerFallsSilent() {
        this.registry.when("GET", BLOBS).stall(Duration.ofSeconds(20));

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> read(0));
    }

    @Test
    void b23ResumesWithANewTokenWhenTheOldOneExpired() throws IOException {
        FakeTokenService tokens = this.registry.requireTokens("ci", "secret");
        RegistryClient user = TestClients.of(this.registry, "ci", "secret");
        this.registry.when("GET", BLOBS).times(1).breakAfter(60_000);
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
            try (InputStream stream = user.openBlob(REPOSITORY, this.blob, 0)) {
                stream.readNBytes(SIZE);
            }
        });
        tokens.revokeAll();
        this.registry.clearRequests();

        try (InputStream stream = user.openBlob(REPOSITORY, this.blob, 60_000)) {
            assertThat(stream.readAllBytes()).isEqualTo(rest(60_000));
        }

        assertThat(this.registry.requests("GET", this.blob)).extracting((request) -> request.header("Range"))
            .containsExactly("bytes=60000-", "bytes=60000-");
        assertThat(tokens.requests()).isEqualTo(2);
    }

    @Test
    void r10AsksForANewAddressWhenTheStorageRefuses() throws IOException {
        try (FakeRegistry storage = new FakeRegistry()) {
            storage.when("GET", "/storage/.*").times(1).answer((request) -> Answer.of(403).withBody("<Error/>"));
            storage.when("GET", "/storage/.*")
                .answer((request) -> Answer.of(206)
                    .withHeader("Content-Range", "bytes 70000-99999/100000")
                    .withBody(rest(70_000)));
            this.registry.when("GET", BLOBS).redirectTo(storage.uri("/storage/layer?signature=x").toString());

            assertThat(read(70_000)).isEqualTo(rest(70_000));
            assertThat(storage.requests("GET")).extracting((request) -> request.header("Range"))
                .containsExactly("bytes=70000-", "bytes=70000-");
        }
    }

    @Test
    void saysThatABlobIsMissing() {
        this.registry.deleteBlob("team/app", this.blob.digest());

        assertThatExceptionOfType(BlobMissingException.class).isThrownBy(() -> read(0))
            .withMessage("The registry has no blob %s in team/app although a manifest names it; push the image again."
                .formatted(this.blob.digest()));
        assertThatExceptionOfType(BlobMissingException.class).isThrownBy(() -> read(70_000));
    }

    @Test
    void believesNoProxyThatABlobIsMissing() {
        this.registry.when("GET", BLOBS).answer((request) -> Answer.of(404).withBody("404 page not found"));

        assertThatExceptionOfType(UnexpectedAnswerException.class).isThrownBy(() -> read(0))
            .matches((ex) -> ex.status() == 404);
    }

    @ParameterizedTest
    @ValueSource(ints = { 204, 206, 412, 500 })
    void saysWhatElseCame(int status) {
        this.registry.when("GET", BLOBS).answer((request) -> Answer.of(status));

        assertThatExceptionOfType(UnexpectedAnswerException.class).isThrownBy(() -> read(0))
            .satisfies((ex) -> assertThat(ex.status()).isEqualTo(status))
            .withMessageStartingWith("Cannot fetch blob %s of team/app: ".formatted(this.blob.digest()));
    }

    private byte[] read(long offset) throws IOException {
        try (InputStream stream = this.client.openBlob(REPOSITORY, this.blob, offset)) {
            return stream.readAllBytes();
        }
    }

    private byte[] rest(int offset) {
        return Arrays.copyOfRange(this.content, offset, SIZE);
    }

    private static byte[] random() {
        byte[] bytes = new byte[SIZE];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

}
