package dev.registryarchiver.auth;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Entries made when they are first asked for; the one not asked for the longest goes when
 * there are too many. All threads that ask with one key get one and the same entry, which
 * Spring's ConcurrentLruCache does not promise: it lets several threads make one and each
 * keep its own. Making an entry must be quick, as others wait meanwhile.
 *
 * @param <K> what entries are asked for with
 * @param <E> entry
 */
final class RecentEntries<K, E> {

    private final Function<K, E> maker;

    private final Map<K, E> entries;

    /**
     * @param capacity entries at most
     */
    RecentEntries(int capacity, Function<K, E> maker) {
        this.maker = maker;
        this.entries = new LinkedHashMap<>(16, 0.75F, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, E> eldest) {
                return size() > capacity;
            }
        };
    }

    synchronized E get(K key) {
        return this.entries.computeIfAbsent(key, this.maker);
    }

}
