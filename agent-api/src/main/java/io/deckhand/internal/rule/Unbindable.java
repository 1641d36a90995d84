package io.deckhand.internal.rule;

/** Why JSON cannot be bound to a type. */
public final class Unbindable {
    private Unbindable() {}

    public static String key(String type) {
        return "a name in JSON cannot be converted to " + type + ". Use String as the key.";
    }

    public static String interfaceType(String type) {
        return type + " is an interface, and JSON does not say which class. Use a record.";
    }

    public static String abstractType(String type) {
        return type + " is abstract, and JSON does not say which class. Use a record.";
    }

    public static String noConstructor(String type) {
        return type + " has no constructor that JSON could use. Use a record, or annotate one with @JsonCreator.";
    }

    public static String bareValueOnly(String type) {
        return type + " binds to a bare number or boolean only, by its constructor of one argument. Use a record, or "
                + "annotate the constructor with @JsonCreator if that is meant.";
    }

    public static String noField(String type) {
        return type + " has no field that JSON could set: they are neither public nor have setters. Use a record.";
    }
}
