package dev.registryarchiver.catalog;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.support.AbstractItemStreamItemReader;

import dev.registryarchiver.image.RepositoryName;

/**
 * Reads repository names in the order of their source, each once per process, and goes on
 * behind the last committed name on restart. When the page has changed meanwhile it is
 * read again as a whole, so that a name may come twice but never not at all. Used by the
 * step's thread only.
 */
public final class CatalogItemReader extends AbstractItemStreamItemReader<RepositoryName> {

    private static final Logger logger = LoggerFactory.getLogger(CatalogItemReader.class);

    private static final String CURSOR = "cursor";

    private static final String DELIVERED = "delivered";

    private static final String LAST = "last";

    private final RepositorySource source;

    // Position: a page, and how many names of it were read. The page is fetched when the
    // first name is needed.
    private @Nullable RepositoryPage page;

    private @Nullable String cursor;

    private int delivered;

    private @Nullable String last;

    private long invalidNames;

    public CatalogItemReader(RepositorySource source) {
        this.source = source;
        setName("catalog");
    }

    @Override
    public void open(ExecutionContext context) {
        this.page = null;
        this.cursor = get(context, CURSOR);
        this.delivered = context.getInt(getExecutionContextKey(DELIVERED), 0);
        this.last = get(context, LAST);
    }

    @Override
    public @Nullable RepositoryName read() {
        RepositoryPage current = (this.page != null) ? this.page : resume();
        while (this.delivered == current.names().size()) {
            if (current.next() == null) {
                return null;
            }
            current = turnTo(this.source.fetchPage(current.next()));
        }
        RepositoryName name = current.names().get(this.delivered++);
        this.last = name.value();
        return name;
    }

    @Override
    public void update(ExecutionContext context) {
        put(context, CURSOR, this.cursor);
        put(context, LAST, this.last);
        context.putInt(getExecutionContextKey(DELIVERED), this.delivered);
    }

    /** How many names were left out because no repository can have them. */
    public long invalidNames() {
        return this.invalidNames;
    }

    private RepositoryPage resume() {
        int alreadyDelivered = this.delivered;
        RepositoryPage current = this.source.fetchPage(this.cursor);
        boolean unchanged = isUnchanged(current);
        turnTo(current);
        this.delivered = unchanged ? alreadyDelivered : 0;
        return current;
    }

    // A count alone would skip a new name after an old one was deleted.
    private boolean isUnchanged(RepositoryPage current) {
        List<RepositoryName> names = current.names();
        return Objects.equals(current.cursor(), this.cursor) && this.delivered > 0 && this.delivered <= names.size()
                && names.get(this.delivered - 1).value().equals(this.last);
    }

    private RepositoryPage turnTo(RepositoryPage next) {
        if (next.invalid() > 0) {
            logger.warn("{} names in a page of the catalog were left out, because no repository can have them",
                    next.invalid());
        }
        this.invalidNames += next.invalid();
        this.page = next;
        this.cursor = next.cursor();
        this.delivered = 0;
        return next;
    }

    private @Nullable String get(ExecutionContext context, String name) {
        String key = getExecutionContextKey(name);
        return context.containsKey(key) ? context.getString(key) : null;
    }

    private void put(ExecutionContext context, String name, @Nullable String value) {
        String key = getExecutionContextKey(name);
        if (value != null) {
            context.putString(key, value);
        }
        else {
            context.remove(key);
        }
    }

}
