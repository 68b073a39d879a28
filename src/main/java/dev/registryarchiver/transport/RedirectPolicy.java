package dev.registryarchiver.transport;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.Set;

/**
 * Follows redirects without giving anything away: credentials are dropped when the origin
 * changes and do not come back when it changes back; TLS is never left; lists and token
 * services stay within their origin.
 */
final class RedirectPolicy {

    private static final int MAX_HOPS = 5;

    private static final Set<Integer> CODES = Set.of(301, 302, 303, 307, 308);

    // RFC 9110, section 15.4: these keep method and body for certain.
    private static final Set<Integer> KEEPING = Set.of(307, 308);

    Chain start(Request request) {
        return new Chain(request);
    }

    /** One request and the redirects it led to. Not thread-safe. */
    static final class Chain {

        private final Set<URI> visited = new HashSet<>();

        private Request request;

        private Chain(Request request) {
            this.request = request;
        }

        /** What is to be sent next. */
        Request request() {
            return this.request;
        }

        boolean isRedirect(Response response) {
            Set<Integer> codes = this.request.method().hasBody() ? KEEPING : CODES;
            return codes.contains(response.status()) && this.request.redirects() != Request.Redirects.NONE;
        }

        /** Moves on to where {@code response} points. */
        void advance(Response response) {
            URI from = this.request.uri();
            URI target = target(response, from);
            Origin here = Origin.of(from);
            Origin there = Origin.of(target);
            this.visited.add(from);
            if (this.visited.contains(target)) {
                throw new RedirectRefusedException(from, "in a circle");
            }
            if (this.visited.size() > MAX_HOPS) {
                throw new RedirectRefusedException(from, "more than %d times".formatted(MAX_HOPS));
            }
            if (here.scheme().equals("https") && !there.scheme().equals("https")) {
                throw new RedirectRefusedException(from, "from https to http");
            }
            if (here.equals(there)) {
                this.request = this.request.to(target);
                return;
            }
            if (this.request.redirects() == Request.Redirects.SAME_ORIGIN) {
                if (here.host().equals(there.host()) && there.scheme().equals("https")) {
                    throw RedirectRefusedException.toTls(from);
                }
                throw new RedirectRefusedException(from, "to another server, %s".formatted(there));
            }
            this.request = this.request.anonymouslyTo(target);
        }

        private static URI target(Response response, URI from) {
            String location = response.header("Location").orElse("");
            try {
                URI target = from.resolve(new URI(location));
                String scheme = (target.getScheme() != null) ? target.getScheme() : "";
                if (!location.isEmpty() && target.getHost() != null && target.getRawUserInfo() == null
                        && (scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https"))) {
                    return target;
                }
            }
            catch (URISyntaxException ex) {
                // The sentence below says all there is to say; the value itself may be a
                // signed address.
            }
            throw new RedirectRefusedException(from, "to something that is no http(s) address");
        }

    }

}
