package dev.registryarchiver.catalog;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.batch.infrastructure.item.ExecutionContext;

import dev.registryarchiver.fake.Answer;
import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.RecordedRequest;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.registry.CursorRefusedException;
import dev.registryarchiver.registry.IncompleteListException;
import dev.registryarchiver.registry.TestClients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CatalogItemReaderTests {

    private static final String CATALOG = "/v2/_catalog";

    private final FakeRegistry registry = new FakeRegistry();

    private final ExecutionContext context = new ExecutionContext();

    @AfterEach
    void stop() {
        this.registry.close();
    }

    @Test
    void readsAllPages() {
        pages("a,b", "c,d", "e");

        assertThat(readAll(reader())).containsExactly("a", "b", "c", "d", "e");
        assertThat(this.registry.requests("GET", CATALOG)).hasSize(3);
    }

    @Test
    void l24GoesOnBehindPagesOfNamesThatNoRepositoryCanHave() {
        pages("a", "A", "B", "C", "D", "A", "b", "E", "F", "G", "c");

        assertThat(readAll(reader())).containsExactly("a", "b", "c");
    }

    @Test
    void l19NoticesPagesOfUnusableNamesWithoutEnd() {
        this.registry.when("GET", CATALOG)
            .answer((request) -> Answer.json(200, "{\"repositories\":[\"A\"]}")
                .withHeader("Link", "<?last=%d>; rel=next".formatted(this.registry.requests().size())));

        assertThatExceptionOfType(IncompleteListException.class).isThrownBy(() -> readAll(reader()))
            .withMessageContaining("1000 pages had no name that can be used");
    }

    @Test
    void l19NoticesUnusableNamesAmongNamesThatCameBefore() {
        pages("a,A", "a,B", "a,C", "a,D", "b");

        assertThatExceptionOfType(IncompleteListException.class).isThrownBy(() -> readAll(reader()))
            .withMessageContaining("3 pages in a row had nothing new");
    }

    @Test
    void goesOnSayingThatItIsOver() {
        pages("a");
        CatalogItemReader reader = reader();

        assertThat(readAll(reader)).containsExactly("a");
        assertThat(reader.read()).isNull();
        assertThat(this.registry.requests("GET", CATALOG)).hasSize(1);
    }

    @Test
    void readsAnEmptyCatalog() {
        assertThat(readAll(reader())).isEmpty();
    }

    @Test
    void asksForAPageOnlyWhenItIsNeeded() {
        pages("a,b", "c");
        CatalogItemReader reader = reader();
        assertThat(this.registry.requests()).isEmpty();

        reader.read();
        reader.read();

        assertThat(this.registry.requests()).hasSize(1);
    }

    @Test
    void l20GoesOnBehindAnEmptyPage() {
        pages("a", "", "b");

        assertThat(readAll(reader())).containsExactly("a", "b");
    }

    @Test
    void l24YieldsEachNameOnceAndCountsWhatIsNone() {
        this.registry.when("GET", CATALOG)
            .answer((request) -> Answer.json(200, "{\"repositories\":[\"a\",null,\"\",5,\"A\",\"../x\",\"a\"]}"));
        CatalogItemReader reader = reader();

        assertThat(readAll(reader)).containsExactly("a");
        assertThat(reader.invalidNames()).isEqualTo(5);
    }

    @Test
    void yieldsANameOnceThatIsOnTwoPages() {
        pages("a,b", "b,c", "a,d");

        assertThat(readAll(reader())).containsExactly("a", "b", "c", "d");
    }

    @Test
    void l18NoticesALinkThatLeadsBack() {
        page("n=1000", "a", "last=1");
        page("last=1", "b", "last=1");

        assertThatExceptionOfType(IncompleteListException.class).isThrownBy(() -> readAll(reader()))
            .withMessageContaining("leads back to an earlier one");
    }

    @Test
    void l19NoticesPagesWithoutAnythingNew() {
        pages("a", "a", "", "a", "b");

        assertThatExceptionOfType(IncompleteListException.class).isThrownBy(() -> readAll(reader()))
            .withMessageContaining("3 pages in a row had nothing new");
    }

    @Test
    void l19AllowsTwoPagesWithoutAnythingNew() {
        pages("a", "a", "", "b");

        assertThat(readAll(reader())).containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 1, 2, 3, 4, 5 })
    void goesOnBehindTheLastCommittedName(int committed) {
        pages("a,b", "c,d", "e");
        List<String> names = new ArrayList<>(read(reader(), committed));

        names.addAll(readAll(reader()));

        assertThat(names).containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void asksForNoEarlierPageOnRestart() {
        pages("a,b", "c,d", "e");
        read(reader(), 3);
        this.registry.clearRequests();

        readAll(reader());

        assertThat(this.registry.requests("GET", CATALOG)).extracting(RecordedRequest::query)
            .containsExactly("last=1", "last=2");
    }

    @Test
    void readsNamesAgainThatWereNotCommitted() {
        pages("a,b,c");
        CatalogItemReader reader = reader();
        read(reader, 1);
        reader.read();

        assertThat(readAll(reader())).containsExactly("b", "c");
    }

    @Test
    void missesNothingWhenThePageChangedBeforeTheRestart() {
        pages("a,b,c");
        read(reader(), 2);
        this.registry.clearFaults();
        pages("b,c,d");

        assertThat(readAll(reader())).containsExactly("b", "c", "d");
    }

    @Test
    void missesNothingWhenThePageShrankBeforeTheRestart() {
        pages("a,b,c");
        read(reader(), 3);
        this.registry.clearFaults();
        pages("c,d");

        assertThat(readAll(reader())).containsExactly("c", "d");
    }

    @ParameterizedTest(name = "L29 {0}")
    @ValueSource(ints = { 400, 404 })
    void beginsAgainWhenTheRegistryForgotThePlace(int status) {
        pages("a,b", "c,d", "e");
        read(reader(), 3);
        this.registry.clearFaults();
        this.registry.when("GET", CATALOG).matching((request) -> request.query().equals("last=1")).status(status);
        page("n=1000", "a,c", "last=9");
        page("last=9", "d,e", null);
        CatalogItemReader restarted = reader();

        assertThat(read(restarted, 1)).containsExactly("a");
        assertThat(readAll(reader())).containsExactly("c", "d", "e");
    }

    @Test
    void doesNotBeginAgainInTheMiddle() {
        page("n=1000", "a", "last=1");
        this.registry.when("GET", CATALOG).matching((request) -> request.query().equals("last=1")).status(400);

        assertThatExceptionOfType(CursorRefusedException.class).isThrownBy(() -> readAll(reader()));
    }

    @Test
    void readsExplicitNamesWithoutAskingTheRegistry() {
        CatalogProperties properties = CatalogProperties.ofRegistry(List.of("team/app", "alpine", "team/app"),
                List.of("**"), List.of());
        CatalogItemReader first = new CatalogItemReader(new ExplicitRepositorySource(properties.repositoryNames()));
        CatalogItemReader second = new CatalogItemReader(new ExplicitRepositorySource(properties.repositoryNames()));
        first.open(this.context);
        List<String> names = new ArrayList<>(read(first, 1));
        second.open(this.context);

        names.addAll(readAll(second));

        assertThat(names).containsExactly("team/app", "alpine");
        assertThat(this.registry.requests()).isEmpty();
    }

    /** A reader as a new process makes it, opened where the last commit was. */
    private CatalogItemReader reader() {
        CatalogItemReader reader = new CatalogItemReader(
                new CatalogRepositorySource(TestClients.anonymous(this.registry)));
        reader.open(this.context);
        return reader;
    }

    private List<String> read(CatalogItemReader reader, int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(String.valueOf(reader.read()));
        }
        reader.update(this.context);
        return names;
    }

    private static List<String> readAll(CatalogItemReader reader) {
        List<String> names = new ArrayList<>();
        for (RepositoryName name = reader.read(); name != null; name = reader.read()) {
            names.add(name.value());
        }
        return names;
    }

    private void pages(String... pages) {
        for (int i = 0; i < pages.length; i++) {
            page((i == 0) ? "n=1000" : "last=" + i, pages[i], (i == pages.length - 1) ? null : "last=" + (i + 1));
        }
    }

    private void page(String query, String names, @Nullable String next) {
        String list = names.isEmpty() ? "" : "\"" + names.replace(",", "\",\"") + "\"";
        Answer answer = Answer.json(200, "{\"repositories\":[" + list + "]}");
        this.registry.when("GET", CATALOG)
            .matching((request) -> request.query().equals(query))
            .answer((request) -> (next == null) ? answer
                    : answer.withHeader("Link", "</v2/_catalog?" + next + ">; rel=\"next\""));
    }

}
