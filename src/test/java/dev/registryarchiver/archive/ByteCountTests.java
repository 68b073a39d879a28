package dev.registryarchiver.archive;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ByteCountTests {

    @ParameterizedTest
    @CsvSource({ "0,0 bytes", "999,999 bytes", "1000,1.0 kB", "9949,9.9 kB", "9950,10 kB", "999499,999 kB",
            "999500,1.0 MB", "212345678,212 MB", "9663676416,9.7 GB", "9223372036854775807,9.2 EB" })
    void isReadByPeople(long bytes, String words) {
        assertThat(ByteCount.of(bytes)).isEqualTo(words);
    }

}
