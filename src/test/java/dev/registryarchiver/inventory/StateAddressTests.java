package dev.registryarchiver.inventory;

import java.util.Properties;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.Driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class StateAddressTests {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            jdbc:postgresql://db/archiver                              | registry_archiver_0_of_4
            jdbc:postgresql://db/archiver?currentSchema=Images         | images_0_of_4
            jdbc:postgresql://db/archiver?currentSchema=images,public  | images_0_of_4
            jdbc:postgresql://db/archiver?currentSchema=%22My%20One%22 | My One_0_of_4
            jdbc:postgresql://db/archiver?currentSchema="a""b"         | a"b_0_of_4
            """)
    void everyPartHasASchemaOfItsOwn(String url, String schema) {
        StateAddress address = StateAddress.of(url, "_0_of_4");

        assertThat(address.schema()).isEqualTo(schema);
        assertThat(settings(address)).containsEntry("currentSchema", "\"" + schema.replace("\"", "\"\"") + "\"");
    }

    @Test
    void connectionsDoNotWaitForEverUnlessTheUserSaysSo() {
        assertThat(settings(StateAddress.of("jdbc:postgresql://db/archiver", ""))).containsEntry("tcpKeepAlive", "true")
            .containsEntry("socketTimeout", "300")
            .containsEntry("ApplicationName", "registry-archiver")
            .doesNotContainKey("targetServerType");
        assertThat(
                settings(StateAddress.of("jdbc:postgresql://db/archiver?socketTimeout=0&ApplicationName=nightly", "")))
            .containsEntry("socketTimeout", "0")
            .containsEntry("ApplicationName", "nightly");
    }

    @Test
    void ofSeveralServersThePrimaryIsAsked() {
        StateAddress address = StateAddress.of("jdbc:postgresql://one,two:5433/archiver?sslmode=require", "");

        assertThat(settings(address)).containsEntry("targetServerType", "preferPrimary")
            .containsEntry("sslmode", "require");
        assertThat(address).hasToString("one:5432,two:5433/archiver, schema registry_archiver");
    }

    @Test
    void passwordIsNotPrinted() {
        StateAddress address = StateAddress.of("jdbc:postgresql://db/archiver?user=ci&password=h1dden", "");

        assertThat(address.toString()).doesNotContain("h1dden").doesNotContain("ci").contains("db:5432/archiver");
    }

    @Test
    void nameThatTheServerWouldCutOffIsRefused() {
        String url = "jdbc:postgresql://db/archiver?currentSchema=";

        assertThat(StateAddress.of(url + "x".repeat(56), "_0_of_4").schema()).hasSize(63);
        assertThatIllegalArgumentException().isThrownBy(() -> StateAddress.of(url + "x".repeat(57), "_0_of_4"))
            .withMessageContaining("longer than 63 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = { "jdbc:postgresql://db:eighty/archiver?password=h1dden",
            "jdbc:postgresql://db/archiver?currentSchema=%2C&password=h1dden",
            "jdbc:postgresql://db/archiver?currentSchema=1&password=h1dden" })
    void whatIsNoAddressIsRefused(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> StateAddress.of(url, ""))
            .withMessageContaining("spring.datasource.url")
            .withMessageNotContaining("h1dden");
    }

    private static Properties settings(StateAddress address) {
        Properties settings = Driver.parseURL(address.url(), null);
        assertThat(settings).isNotNull();
        return settings;
    }

}
