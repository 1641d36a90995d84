package io.deckhand.core.internal.model;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.DeviceModel;
import io.deckhand.MethodResponse;
import io.deckhand.core.internal.handler.Handlers;
import io.deckhand.core.internal.handler.ModelIds;
import io.deckhand.core.internal.handler.Signature.Taken;
import io.deckhand.core.internal.handler.Untellable;
import io.deckhand.core.internal.json.Json;
import io.deckhand.internal.rule.MethodNames;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Builds a model from one handler after the other; handlers that cannot be described are left out and listed. */
final class Description {
    private static final String ANY = "it may be any JSON, which has no schema. ";

    private final Json json;
    private final String id;
    private final InterfaceDocument device;
    private final Map<String, InterfaceDocument> components = new LinkedHashMap<>();
    private final Set<String> named = new HashSet<>();
    private final Schemas requests;
    private final Schemas results;
    private final Schemas desired;
    private final Schemas reported;
    private final List<String> leftOut = new ArrayList<>();

    Description(Json json, String id) {
        this.json = json;
        this.id = id;
        this.device = new InterfaceDocument(json, id);
        this.requests = new Schemas(json, true, true);
        this.results = new Schemas(json, false, true);
        this.desired = new Schemas(json, true, false);
        this.reported = new Schemas(json, false, false);
    }

    DeviceModel model() {
        ArrayNode documents = JsonNodeFactory.instance.arrayNode();
        documents.add(device.json());
        components.values().forEach(component -> documents.add(component.json()));
        return new DeviceModel(id, documents.toPrettyString(), leftOut);
    }

    /** Adds the interface of a component, and refers to it in the device's interface; a further call has no effect. */
    void component(String name) {
        if (!named.add(name)) {
            return;
        }
        Optional<String> own = ModelIds.ofComponent(id, name);
        tell(device, "Component '" + name + "'", () -> {
            String schema = own.orElseThrow(() -> new Untellable(
                    "with its name, the model's id is longer than an interface may have. Choose a shorter one."));
            ObjectNode element = device.element("Component", name);
            element.put("schema", schema);
            device.add(element);
            components.put(name, new InterfaceDocument(json, schema));
        });
    }

    void add(Handlers.Method method) {
        if (method.name().startsWith(MethodNames.RESERVED)) {
            return;
        }
        Optional<String> component = Optional.ofNullable(method.owner()).flatMap(Handlers::component);
        component.ifPresent(this::component); // a method added while the agent runs may belong to a new component
        String what = "Direct method '" + method.name() + "'";
        in(component, what, document -> {
            String own = component
                    .map(name -> method.name().substring(name.length() + 1))
                    .orElse(method.name());
            ObjectNode command = document.element("Command", own);
            String description = method.description().description();
            if (!description.isEmpty()) {
                command.put("description", InterfaceDocument.shortened(description));
            }
            Optional<JsonNode> request = request(method.signature().takes(), document, what);
            request.ifPresent(schema ->
                    command.putObject("request").put("name", "request").set("schema", schema));
            response(method, document, what)
                    .ifPresent(schema -> command.putObject("response")
                            .put("name", "response")
                            .set("schema", schema));
            document.add(command);
        });
    }

    private Optional<JsonNode> request(Taken taken, InterfaceDocument document, String what) throws Untellable {
        if (taken instanceof Taken.AnyJson) {
            throw new Untellable(ANY + "Take a record, or fields by @PayloadField.");
        }
        if (taken instanceof Taken.Whatever) {
            leaveOut(document, what + ", request", ANY + "Take a record, or fields by @PayloadField.");
        }
        return taken instanceof Taken.Value || taken instanceof Taken.Fields
                ? Optional.of(schema(taken, requests))
                : Optional.empty();
    }

    private Optional<JsonNode> response(Handlers.Method method, InterfaceDocument document, String what)
            throws Untellable {
        if (method.description().longRunning()) {
            JavaType text = json.type(String.class);
            return Optional.of(
                    results.of(List.of(new Json.Field("operationId", text), new Json.Field("status", text))));
        }
        JavaType gives = method.signature().gives(json);
        if (gives != null && isNothing(gives)) {
            return Optional.empty();
        }
        try {
            if (gives == null || gives.hasRawClass(MethodResponse.class)) {
                throw new Untellable("what it answers is decided when it runs. Return a record.");
            }
            return Optional.of(results.of(gives));
        } catch (Untellable e) {
            leaveOut(document, what + ", response", e.getMessage());
            return Optional.empty();
        }
    }

    void add(Handlers.Property property) {
        in(property.component(), "Desired property '" + property.path() + "'", document -> {
            List<String> names = property.path().names();
            List<String> own = property.component().isPresent() ? names.subList(1, names.size()) : names;
            if (own.size() != 1) {
                throw new Untellable(
                        own.isEmpty()
                                ? "a listener to all of them acknowledges none. Name one."
                                : "a property of a model has a name and no path. Make its first name that of a "
                                        + "component.");
            }
            JsonNode schema = schema(property.signature().takes(), desired);
            JavaType gives = property.signature().gives(json);
            if (gives != null && !isNothing(gives) && !reported.of(gives).equals(schema)) {
                throw new Untellable("it returns a value of another schema than it takes. Make them one.");
            }
            ObjectNode element = document.element("Property", own.get(0));
            element.put("writable", true).set("schema", schema);
            document.add(element);
        });
    }

    /** A message is an object, and its fields are the telemetry elements of the language. */
    void add(Handlers.Source source) {
        in(source.component(), "Telemetry source '" + source.name() + "'", document -> {
            JavaType body = source.signature().gives(json);
            Optional<List<Json.Field>> fields =
                    body == null || body.isContainerType() ? Optional.empty() : json.fields(body, false);
            List<ObjectNode> elements = new ArrayList<>();
            for (Json.Field field : fields.orElseThrow(
                    () -> new Untellable("the messages of a model are objects with known fields. Return a record."))) {
                ObjectNode element = document.element("Telemetry", field.name());
                element.set("schema", results.of(field.type()));
                elements.add(element);
            }
            for (ObjectNode element : elements) {
                document.add(element);
            }
        });
    }

    private JsonNode schema(Taken taken, Schemas schemas) throws Untellable {
        if (taken instanceof Taken.Value value) {
            return schemas.of(json.type(value.type()));
        }
        if (taken instanceof Taken.Fields fields) {
            return schemas.of(fields.fields().stream()
                    .map(field -> new Json.Field(field.name(), json.type(field.type())))
                    .toList());
        }
        throw new Untellable(ANY + "Take a record.");
    }

    private static boolean isNothing(JavaType type) {
        return type.hasRawClass(void.class) || type.hasRawClass(Void.class);
    }

    /** Describes something in a document. */
    private interface Telling {
        void in(InterfaceDocument document) throws Untellable;
    }

    private void in(Optional<String> component, String what, Telling telling) {
        InterfaceDocument document = component.isPresent() ? components.get(component.get()) : device;
        if (document == null) {
            leaveOut(device, what, "its component is left out.");
        } else {
            tell(document, what, () -> telling.in(document));
        }
    }

    private interface Words {
        void say() throws Untellable;
    }

    private void tell(InterfaceDocument document, String what, Words words) {
        try {
            words.say();
        } catch (Untellable e) {
            leaveOut(document, what, e.getMessage());
        }
    }

    private void leaveOut(InterfaceDocument document, String what, @Nullable String why) {
        leftOut.add(what + ": " + why);
        document.leftOut(what);
    }
}
