package io.vertebra.resilience.breaker;

import com.google.protobuf.Message;
import io.vertebra.rpc.MessageStream;
import io.vertebra.rpc.Metadata;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcMethod;
import io.vertebra.rpc.RpcMode;
import io.vertebra.rpc.RpcRequest;
import io.vertebra.rpc.RpcResponse;
import io.vertebra.time.TimeSource;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.streams.ReadStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What answers the calls that a circuit breaker refuses, given by who makes these calls.
 *
 * <p>Used for a method only while {@code MethodResilience.fallbackAllowed()} holds for it; else it
 * stands by, and calls fail as if there was none. A caller tells such an answer by the response
 * header {@value #HEADER}. When there is both a {@linkplain #lastAnswer last answer} and a
 * function, the last answer comes first. A fallback that fails, throws or gives null fails the call
 * as if there was none, its failure being the cause.
 *
 * <p>Methods to which clients send a stream have none: what they send would be lost, and the caller
 * told that all is well. Safe for use from any thread; functions are called on the call's Vert.x
 * context and must not block. Holds what is registered, at most two per method.
 *
 * <pre>{@code
 * new Fallbacks()
 *     .lastAnswer(QuotesService.METHOD_GET, GetRequest::getPair, 1000, Duration.ofMinutes(5))
 *     .answer(RiskService.METHOD_ASSESS, request -> Future.succeededFuture(MANUAL_REVIEW));
 * }</pre>
 */
public final class Fallbacks {

  /** The response header of an answer that is not the service's, with why it is not. */
  public static final String HEADER = "vertebra-fallback";

  private static final Logger LOG = LoggerFactory.getLogger(Fallbacks.class);
  private static final Metadata OPEN = Metadata.of(HEADER, "circuit-open");
  private static final Metadata THROTTLED = Metadata.of(HEADER, "throttled");

  /** Makes the messages of an answer; null for none at hand. */
  private interface Source {
    Future<MessageStream> answer(Message request, ContextInternal context);
  }

  private final Map<String, Source> sources = new ConcurrentHashMap<>();
  private final Map<String, LastAnswers> lastAnswers = new ConcurrentHashMap<>();

  /** None yet. */
  public Fallbacks() {}

  /**
   * Has a function answer calls of a unary method.
   *
   * @throws IllegalArgumentException when the method streams, or has a function already
   */
  public <Q extends Message, S extends Message> Fallbacks answer(
      RpcMethod<Q, S> method, Function<Q, Future<S>> function) {
    return add(
        method,
        RpcMode.UNARY,
        (request, context) ->
            function
                .apply(typed(request))
                .map(answer -> MessageStream.of(Objects.requireNonNull(answer, "answer"))));
  }

  /**
   * Has a function answer calls of a server-streaming method, with all responses at once.
   *
   * @throws IllegalArgumentException when the method is no such, or has a function already
   */
  public <Q extends Message, S extends Message> Fallbacks answers(
      RpcMethod<Q, S> method, Function<Q, Future<List<S>>> function) {
    return add(
        method,
        RpcMode.SERVER_STREAMING,
        (request, context) ->
            function
                .apply(typed(request))
                .map(answers -> MessageStream.of(new ListStream(context, List.copyOf(answers)))));
  }

  /**
   * Has a function answer calls of a server-streaming method.
   *
   * @param function gives a stream that is paused, lives on the call's Vert.x context, and ends
   * @throws IllegalArgumentException when the method is no such, or has a function already
   */
  public <Q extends Message, S extends Message> Fallbacks stream(
      RpcMethod<Q, S> method, Function<Q, Future<ReadStream<S>>> function) {
    return add(
        method,
        RpcMode.SERVER_STREAMING,
        (request, context) ->
            function.apply(typed(request)).map(answers -> MessageStream.of(erased(answers))));
  }

  /**
   * Keeps the answers of a unary method while it is well, and gives the last one of the same key
   * while it is not.
   *
   * <p>All callers on this node share them: where an answer depends on who asks, the key must hold
   * that too, or it must not be used.
   *
   * @param keyOf which requests have the same answer; quick and pure; null keeps none
   * @param maxEntries answers that are kept, the longest unused making way: 1..1,000,000
   * @param maxAge how old an answer may be: 1 ms..7 days
   * @throws IllegalArgumentException when the method streams, or keeps answers already, or a value
   *     is out of its range
   */
  public <Q extends Message, S extends Message> Fallbacks lastAnswer(
      RpcMethod<Q, S> method, Function<Q, Object> keyOf, int maxEntries, Duration maxAge) {
    Objects.requireNonNull(keyOf, "keyOf");
    requireMode(method, RpcMode.UNARY);
    LastAnswers answers =
        new LastAnswers(request -> keyOf.apply(typed(request)), maxEntries, maxAge);
    return put(lastAnswers, method, answers);
  }

  private Fallbacks add(RpcMethod<?, ?> method, RpcMode mode, Source source) {
    requireMode(method, mode);
    return put(sources, method, source);
  }

  private static void requireMode(RpcMethod<?, ?> method, RpcMode mode) {
    if (method.mode() != mode) {
      throw new IllegalArgumentException(
          "method: "
              + method
              + ", "
              + method.mode()
              + " (expected: a method of mode "
              + mode
              + ")");
    }
  }

  private <T> Fallbacks put(Map<String, T> into, RpcMethod<?, ?> method, T value) {
    if (into.putIfAbsent(method.fullName(), value) != null) {
      throw new IllegalArgumentException(
          "method: " + method + " (expected: one that has no such fallback yet)");
    }
    return this;
  }

  /** Keeps what a unary call is answered, if that is wanted. */
  Future<RpcResponse> remember(RpcRequest request, Future<RpcResponse> answer, TimeSource time) {
    LastAnswers answers = lastAnswers.get(request.method().fullName());
    return answers == null
        ? answer
        : answer.map(
            response ->
                response.withMessages(
                    response
                        .messages()
                        .checked(message -> keep(answers, request, message, time), () -> {})));
  }

  private static void keep(
      LastAnswers answers, RpcRequest request, Message answer, TimeSource time) {
    try {
      answers.keep(request.messages().one().result(), answer, time.nanos());
    } catch (RuntimeException thrown) {
      LOG.warn("no answer of {} is kept: its key failed", request.method(), thrown);
    }
  }

  /** Answers a call that was refused; fails with the refusal when there is nothing to answer. */
  Future<RpcResponse> answer(RpcRequest request, RpcException refusal, TimeSource time) {
    String name = request.method().fullName();
    LastAnswers last = lastAnswers.get(name);
    Source source = sources.get(name);
    if (last == null && source == null) {
      return Future.failedFuture(refusal);
    }
    ContextInternal context = request.context().vertxContext();
    Promise<RpcResponse> answer = context.promise();
    request
        .messages()
        .one()
        .compose(message -> messages(last, source, message, context, time))
        .map(messages -> response(messages, refusal))
        .recover(cause -> Future.failedFuture(refusal.withCause(cause)))
        .onComplete(answer);
    return answer.future();
  }

  private static Future<MessageStream> messages(
      LastAnswers last, Source source, Message request, ContextInternal context, TimeSource time) {
    Message found = last == null ? null : last.find(request, time.nanos());
    if (found != null) {
      return Future.succeededFuture(MessageStream.of(found));
    }
    return source == null
        ? Future.failedFuture("no last answer that is young enough")
        : source.answer(request, context);
  }

  private static RpcResponse response(MessageStream messages, RpcException refusal) {
    boolean throttled =
        refusal
            .info()
            .filter(info -> info.getReason().equals(CircuitBreakers.THROTTLED_BY_CLIENT))
            .isPresent();
    return RpcResponse.of(
        throttled ? THROTTLED : OPEN,
        messages.isReplayable() ? messages : messages.mapFailure(refusal::withCause),
        () -> Metadata.EMPTY);
  }

  /* The method's types hold: registration has paired them. */

  @SuppressWarnings("unchecked")
  private static <Q extends Message> Q typed(Message request) {
    return (Q) request;
  }

  @SuppressWarnings("unchecked")
  private static ReadStream<Message> erased(ReadStream<? extends Message> messages) {
    return (ReadStream<Message>) messages;
  }
}
