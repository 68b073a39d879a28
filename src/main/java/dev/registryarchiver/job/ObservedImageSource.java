package dev.registryarchiver.job;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

import dev.registryarchiver.archive.ImageSource;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.report.Progress;

/** Shows the blobs that are fetched from a source while they come. */
final class ObservedImageSource implements ImageSource {

    private final ImageSource source;

    private final Progress progress;

    ObservedImageSource(ImageSource source, Progress progress) {
        this.source = source;
        this.progress = progress;
    }

    @Override
    public Optional<byte[]> fetchDocument(RepositoryName repository, Descriptor descriptor) {
        return this.source.fetchDocument(repository, descriptor);
    }

    @Override
    public InputStream openBlob(RepositoryName repository, Descriptor descriptor, long offset) throws IOException {
        InputStream content = this.source.openBlob(repository, descriptor, offset);
        return new ObservedStream(content, this.progress
            .begin("%s %s".formatted(repository, descriptor.digest().abbreviated()), descriptor.size(), offset));
    }

    @Override
    public Optional<InputStream> openPart(RepositoryName repository, Descriptor descriptor, long offset, long end)
            throws IOException {
        String name = "%s %s, a part".formatted(repository, descriptor.digest().abbreviated());
        return this.source.openPart(repository, descriptor, offset, end)
            .map((content) -> new ObservedStream(content, this.progress.begin(name, end - offset, 0)));
    }

    private static final class ObservedStream extends FilterInputStream {

        private final Progress.Transfer transfer;

        private ObservedStream(InputStream content, Progress.Transfer transfer) {
            super(content);
            this.transfer = transfer;
        }

        @Override
        public int read() throws IOException {
            int content = super.read();
            this.transfer.add((content < 0) ? 0 : 1);
            return content;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = super.read(buffer, offset, length);
            this.transfer.add(Math.max(0, count));
            return count;
        }

        @Override
        public void close() throws IOException {
            this.transfer.close();
            super.close();
        }

    }

}
