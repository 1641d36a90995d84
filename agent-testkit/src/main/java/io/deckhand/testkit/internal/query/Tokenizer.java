package io.deckhand.testkit.internal.query;

import io.deckhand.testkit.internal.query.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Splits a query into tokens. */
final class Tokenizer {
    private static final List<String> SYMBOLS =
            List.of("!=", "<>", "<=", ">=", "=", "<", ">", "+", "-", "*", "/", "%", "(", ")", "[", "]", ",", ".");
    private static final int HEX_DIGITS = 4;

    private final String text;
    private int offset;
    private boolean atUserName;

    private Tokenizer(String text) {
        this.text = text;
    }

    /**
     * {@return the tokens, the last of them {@link Kind#END}}
     *
     * @throws io.deckhand.testkit.internal.HubException with the position of an invalid character
     */
    static List<Token> tokenize(String text) {
        Tokenizer tokenizer = new Tokenizer(text);
        List<Token> tokens = new ArrayList<>();
        Token token;
        do {
            token = tokenizer.next();
            tokens.add(token);
            tokenizer.atUserName = token.isSymbol(".") || token.isKeyword("AS");
        } while (token.kind() != Kind.END);
        return tokens;
    }

    private Token next() {
        while (offset < text.length() && Character.isWhitespace(text.charAt(offset))) {
            offset++;
        }
        if (offset == text.length()) {
            return new Token(Kind.END, "", offset);
        }
        char first = text.charAt(offset);
        if (first == '\'' || first == '"') {
            return string(first);
        }
        if (text.startsWith("[[", offset)) {
            return bracketed();
        }
        if (atUserName && isWordPart(first)) {
            return userName();
        }
        if (isDigit(first)) {
            return number();
        }
        return isWordStart(first) ? word() : symbol();
    }

    private Token string(char quote) {
        int start = offset++;
        StringBuilder value = new StringBuilder();
        while (offset < text.length() && text.charAt(offset) != quote) {
            char c = text.charAt(offset++);
            value.append(c == '\\' ? escaped() : c);
        }
        if (offset == text.length()) {
            throw QuerySyntax.error(start, "the string has no end; close it with " + quote);
        }
        offset++;
        return new Token(Kind.STRING, value.toString(), start);
    }

    private char escaped() {
        char c = offset < text.length() ? text.charAt(offset) : '\0';
        if (c == '\'' || c == '"' || c == '\\') {
            offset++;
            return c;
        }
        int end = offset + 1 + HEX_DIGITS;
        if (c == 'u' && end <= text.length()) {
            String digits = text.substring(offset + 1, end);
            if (digits.chars().allMatch(Tokenizer::isHexDigit)) {
                offset = end;
                return (char) Integer.parseInt(digits, 16);
            }
        }
        throw QuerySyntax.error(offset - 1, "a backslash is only valid in \\' \\\" \\\\ and \\uXXXX");
    }

    /** The real hub has been seen to accept names with and without quotes inside the brackets. */
    private Token bracketed() {
        int start = offset;
        int end = text.indexOf("]]", start + 2);
        String name = end < 0 ? "" : text.substring(start + 2, end).strip();
        if (name.isEmpty()) {
            throw QuerySyntax.error(start, "[[ must be followed by a name and ]]");
        }
        offset = end + 2;
        return new Token(Kind.BRACKETED, name, start);
    }

    private Token number() {
        int start = offset;
        if (text.startsWith("0x", offset) || text.startsWith("0X", offset)) {
            offset += 2;
            skip(Tokenizer::isHexDigit);
        } else {
            skip(Tokenizer::isDigit);
            if (offset + 1 < text.length() && text.charAt(offset) == '.' && isDigit(text.charAt(offset + 1))) {
                offset++;
                skip(Tokenizer::isDigit);
            }
            exponent();
        }
        boolean runsOn = offset < text.length() && isWordPart(text.charAt(offset));
        if (runsOn || text.startsWith("x", offset - 1) || text.startsWith("X", offset - 1)) {
            throw QuerySyntax.error(start, "this is not a number");
        }
        return new Token(Kind.NUMBER, text.substring(start, offset), start);
    }

    private void exponent() {
        int mark = offset;
        if (mark < text.length() && (text.charAt(mark) == 'e' || text.charAt(mark) == 'E')) {
            offset++;
            if (offset < text.length() && (text.charAt(offset) == '+' || text.charAt(offset) == '-')) {
                offset++;
            }
            int digits = offset;
            skip(Tokenizer::isDigit);
            if (offset == digits) {
                offset = mark;
            }
        }
    }

    private Token word() {
        int start = offset;
        skip(Tokenizer::isWordPart);
        return new Token(Kind.WORD, text.substring(start, offset), start);
    }

    /** What users name, behind a dot or AS, may have hyphens and begin with a digit; a minus there needs a space. */
    private Token userName() {
        int start = offset;
        skip(Tokenizer::isWordPart);
        int end = offset;
        while (end < text.length() && text.charAt(end) == '-') {
            skip(c -> c == '-');
            skip(Tokenizer::isWordPart);
            boolean ended = text.charAt(offset - 1) == '-';
            offset = ended ? end : offset;
            end = ended ? text.length() : offset;
        }
        return new Token(Kind.WORD, text.substring(start, offset), start);
    }

    private Token symbol() {
        for (String symbol : SYMBOLS) {
            if (text.startsWith(symbol, offset)) {
                Token token = new Token(Kind.SYMBOL, symbol, offset);
                offset += symbol.length();
                return token;
            }
        }
        throw QuerySyntax.error(offset, "'" + text.charAt(offset) + "' is not valid in a query");
    }

    private interface CharTest {
        boolean test(int c);
    }

    private void skip(CharTest test) {
        while (offset < text.length() && test.test(text.charAt(offset))) {
            offset++;
        }
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isHexDigit(int c) {
        return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }

    private static boolean isWordStart(int c) {
        return c == '_' || c == '$' || Character.isLetter(c);
    }

    private static boolean isWordPart(int c) {
        return isWordStart(c) || Character.isDigit(c);
    }
}
