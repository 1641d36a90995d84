package io.deckhand.internal.rule;

import io.deckhand.Disposition;
import io.deckhand.HandlerKind;
import io.deckhand.MethodResponse;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;

/** The return types that each kind of handler may have. */
final class ReturnRules {
    private ReturnRules() {}

    static void check(DeclaredMethod method, HandlerKind kind) {
        problem(answer(method.returns()), kind)
                .ifPresent(problem -> method.problem(
                        method.name() + " returns " + method.returns().simpleName() + problem));
    }

    private static Optional<String> problem(DeclaredType answer, HandlerKind kind) {
        if (kind == HandlerKind.CONNECTION_CHANGE && !answer.is(void.class)) {
            return Optional.of(". A listener for connection changes returns void.");
        }
        boolean isMessage = kind == HandlerKind.CLOUD_TO_DEVICE || kind == HandlerKind.MODULE_INPUT;
        if (isMessage && !answer.is(void.class) && !answer.is(Void.class) && !answer.is(Disposition.class)) {
            return Optional.of(
                    kind == HandlerKind.MODULE_INPUT
                            ? ". A listener for the messages of an input returns Disposition or void."
                            : ". A listener for cloud-to-device messages returns Disposition or void.");
        }
        if (!isMessage && answer.is(Disposition.class)) {
            return Optional.of(", which only cloud-to-device messages have. Return a value, or void.");
        }
        if (kind != HandlerKind.DIRECT_METHOD && answer.is(MethodResponse.class)) {
            return Optional.of(", which only direct methods have. Return the value that was applied, or void.");
        }
        if (answer.isA(Future.class) && !answer.isA(CompletionStage.class)) {
            return Optional.of(", which gives no completion callback. Return a CompletionStage, or the value itself.");
        }
        if (answer.isA(BaseStream.class)) {
            return Optional.of(", which is not a value. Collect it into a List.");
        }
        return Optional.empty();
    }

    /** {@return the type of the answer, inside a stage and an {@code Optional}} */
    private static DeclaredType answer(DeclaredType type) {
        DeclaredType answer = type;
        while (answer.arguments().size() == 1 && (answer.is(Optional.class) || answer.isA(CompletionStage.class))) {
            answer = answer.arguments().get(0);
        }
        return answer;
    }
}
