package dev.registryarchiver.selection;

import java.util.Comparator;

/**
 * Order in which people sort names that contain numbers: {@code rc9} before {@code rc10}.
 * Letters are compared without regard to case and numbers without leading zeros, so
 * different texts can be equal.
 */
final class NaturalOrder implements Comparator<String> {

    static final NaturalOrder INSTANCE = new NaturalOrder();

    private NaturalOrder() {
    }

    @Override
    public int compare(String left, String right) {
        int i = 0;
        int j = 0;
        while (i < left.length() && j < right.length()) {
            int leftEnd = digitsEnd(left, i);
            int rightEnd = digitsEnd(right, j);
            boolean numbers = leftEnd > i && rightEnd > j;
            int order = numbers ? compareNumbers(left.substring(i, leftEnd), right.substring(j, rightEnd))
                    : Character.compare(Character.toLowerCase(left.charAt(i)), Character.toLowerCase(right.charAt(j)));
            if (order != 0) {
                return order;
            }
            i = numbers ? leftEnd : i + 1;
            j = numbers ? rightEnd : j + 1;
        }
        return Integer.compare(left.length() - i, right.length() - j);
    }

    /** Compares digits of any length as numbers. */
    static int compareNumbers(String left, String right) {
        String a = left.replaceFirst("^0+", "");
        String b = right.replaceFirst("^0+", "");
        return (a.length() != b.length()) ? Integer.compare(a.length(), b.length()) : a.compareTo(b);
    }

    private static int digitsEnd(String text, int start) {
        int end = start;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

}
