package io.deckhand.testkit.internal.query;

import io.deckhand.testkit.internal.HubException;
import java.util.ArrayList;
import java.util.List;

/** Iterates over the tokens of a query. */
final class TokenReader {
    private final List<Token> tokens;
    private int next;

    TokenReader(String text) {
        if (text.length() > Query.MAX_LENGTH) {
            throw QuerySyntax.error(
                    Query.MAX_LENGTH, "a query has at most " + Query.MAX_LENGTH + " characters, not " + text.length());
        }
        tokens = Tokenizer.tokenize(text);
    }

    Token peek() {
        return tokens.get(next);
    }

    Token take() {
        Token token = tokens.get(next);
        if (token.kind() != Token.Kind.END) {
            next++;
        }
        return token;
    }

    boolean takeKeyword(String keyword) {
        if (peek().isKeyword(keyword)) {
            next++;
            return true;
        }
        return false;
    }

    boolean takeSymbol(String symbol) {
        if (peek().isSymbol(symbol)) {
            next++;
            return true;
        }
        return false;
    }

    void expectKeyword(String keyword) {
        if (!takeKeyword(keyword)) {
            throw expected(keyword);
        }
    }

    void expectSymbol(String symbol) {
        if (!takeSymbol(symbol)) {
            throw expected("'" + symbol + "'");
        }
    }

    void expectEnd() {
        if (peek().kind() != Token.Kind.END) {
            throw expected("the end");
        }
    }

    /** {@return whether the next token is a word and the one after it opens a parenthesis} */
    boolean atFunction() {
        return peek().kind() == Token.Kind.WORD
                && next + 1 < tokens.size()
                && tokens.get(next + 1).isSymbol("(");
    }

    String name() {
        Token token = peek();
        if (token.kind() != Token.Kind.WORD && token.kind() != Token.Kind.BRACKETED) {
            throw expected("a name");
        }
        return take().text();
    }

    /** {@return the position of an element} */
    int index() {
        Token token = peek();
        if (token.kind() != Token.Kind.NUMBER || !token.text().matches("\\d{1,9}")) {
            throw expected("the position of an element, counted from 0");
        }
        return Integer.parseInt(take().text());
    }

    /** {@return names with dots between them} */
    Path path() {
        List<String> segments = new ArrayList<>();
        do {
            segments.add(name());
        } while (takeSymbol("."));
        return new Path(segments);
    }

    HubException expected(String what) {
        return QuerySyntax.error(peek().offset(), "expected " + what + ", found " + peek().described());
    }
}
