package dev.registryarchiver.report;

import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;

/** Columns of the tables we print. */
final class Columns {

    private Columns() {
    }

    static Column left(String header) {
        return new Column().header(header).headerAlign(HorizontalAlign.LEFT).dataAlign(HorizontalAlign.LEFT);
    }

    static Column right(String header) {
        return new Column().header(header).headerAlign(HorizontalAlign.RIGHT).dataAlign(HorizontalAlign.RIGHT);
    }

}
