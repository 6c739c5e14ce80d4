package io.vertebra.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.vertebra.client.CallHandle;
import io.vertebra.client.CallOptions;
import io.vertebra.client.Channel;
import io.vertebra.interop.wire.BoolValue;
import io.vertebra.interop.wire.EchoStatus;
import io.vertebra.interop.wire.Empty;
import io.vertebra.interop.wire.Payload;
import io.vertebra.interop.wire.ResponseParameters;
import io.vertebra.interop.wire.SimpleRequest;
import io.vertebra.interop.wire.SimpleResponse;
import io.vertebra.interop.wire.StreamingInputCallRequest;
import io.vertebra.interop.wire.StreamingInputCallResponse;
import io.vertebra.interop.wire.StreamingOutputCallRequest;
import io.vertebra.interop.wire.StreamingOutputCallResponse;
import io.vertebra.interop.wire.TestServiceClient;
import io.vertebra.interop.wire.UnimplementedServiceClient;
import io.vertebra.rpc.Metadata;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The cases of the interoperability tests that a client goes through, by name. */
public final class InteropCases {

  /** One case; throws when it fails. */
  @FunctionalInterface
  public interface Case {
    /** Goes through it. */
    void run() throws Exception;
  }

  private static final int SECONDS = 20;
  private static final int LARGE_REQUEST = 271_828;
  private static final int LARGE_RESPONSE = 314_159;
  private static final int[] REQUESTS = {27182, 8, 1828, 45904};
  private static final int[] RESPONSES = {31415, 9, 2653, 58979};
  private static final CallOptions PLAIN = CallOptions.DEFAULT;
  private static final CallOptions COMPRESSED = PLAIN.withCompression(true);

  private final TestServiceClient client;
  private final UnimplementedServiceClient unimplemented;
  private final Map<String, Case> cases = new LinkedHashMap<>();

  /** The cases through a channel to the server to be tried. */
  public InteropCases(Channel channel) {
    this.client = new TestServiceClient(channel);
    this.unimplemented = new UnimplementedServiceClient(channel);
    cases.put("empty_unary", this::emptyUnary);
    cases.put("large_unary", () -> unary(large().build(), PLAIN));
    cases.put("client_compressed_unary", this::clientCompressedUnary);
    cases.put("client_compressed_unary_noprobe", this::clientCompressedUnaryNoProbe);
    cases.put("server_compressed_unary", this::serverCompressedUnary);
    cases.put("client_streaming", this::clientStreaming);
    cases.put("client_compressed_streaming", this::clientCompressedStreaming);
    cases.put("client_compressed_streaming_noprobe", this::clientCompressedStreamingNoProbe);
    cases.put("server_streaming", this::serverStreaming);
    cases.put("server_compressed_streaming", this::serverCompressedStreaming);
    cases.put("ping_pong", this::pingPong);
    cases.put("empty_stream", this::emptyStream);
    cases.put("custom_metadata", this::customMetadata);
    cases.put("status_code_and_message", () -> statusAndMessage("test status message"));
    cases.put("special_status_message", () -> statusAndMessage(SPECIAL));
    cases.put("unimplemented_method", this::unimplementedMethod);
    cases.put("unimplemented_service", this::unimplementedService);
    cases.put("cancel_after_begin", this::cancelAfterBegin);
    cases.put("cancel_after_first_response", this::cancelAfterFirstResponse);
    cases.put("timeout_on_sleeping_server", this::timeoutOnSleepingServer);
    cases.put("rpc_soak", this::rpcSoak);
  }

  private static final String SPECIAL =
      "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n";

  /** The cases by name, in the order to run them in. */
  public Map<String, Case> cases() {
    return cases;
  }

  private void emptyUnary() {
    assertThat(await(client.emptyCall(Empty.getDefaultInstance())))
        .isEqualTo(Empty.getDefaultInstance());
  }

  private void unary(SimpleRequest request, CallOptions options) {
    SimpleResponse response = await(client.unaryCall(request, options));
    assertThat(response.getPayload()).isEqualTo(zeros(LARGE_RESPONSE));
  }

  private void clientCompressedUnary() {
    SimpleRequest expecting = large().setExpectCompressed(bool(true)).build();
    RpcException refused = failure(client.unaryCall(expecting, PLAIN));
    assertThat(refused.code()).isEqualTo(RpcCode.INVALID_ARGUMENT);
    clientCompressedUnaryNoProbe();
  }

  private void clientCompressedUnaryNoProbe() {
    unary(large().setExpectCompressed(bool(true)).build(), COMPRESSED);
    unary(large().setExpectCompressed(bool(false)).build(), PLAIN);
  }

  private void serverCompressedUnary() {
    for (boolean compressed : List.of(true, false)) {
      CallHandle handle = new CallHandle();
      unary(large().setResponseCompressed(bool(compressed)).build(), PLAIN.withHandle(handle));
      assertThat(handle.isCompressed()).isEqualTo(compressed);
    }
  }

  private void clientStreaming() {
    Future<StreamingInputCallResponse> sum =
        client.streamingInputCall(
            requests -> {
              for (int size : REQUESTS) {
                requests.write(
                    StreamingInputCallRequest.newBuilder().setPayload(zeros(size)).build());
              }
              return requests.end();
            });
    assertThat(await(sum).getAggregatedPayloadSize()).isEqualTo(74922);
  }

  private void clientCompressedStreaming() {
    RpcException refused =
        failure(client.streamingInputCall(requests -> requests.write(input(27182, true))));
    assertThat(refused.code()).isEqualTo(RpcCode.INVALID_ARGUMENT);
    clientCompressedStreamingNoProbe();
  }

  private void clientCompressedStreamingNoProbe() {
    CallHandle handle = new CallHandle();
    Future<StreamingInputCallResponse> sum =
        client.streamingInputCall(
            requests ->
                requests
                    .write(input(27182, true))
                    .onSuccess(written -> handle.compress(false))
                    .compose(written -> requests.write(input(45904, false))),
            COMPRESSED.withHandle(handle));
    assertThat(await(sum).getAggregatedPayloadSize()).isEqualTo(73086);
  }

  private void serverStreaming() {
    List<StreamingOutputCallResponse> responses =
        all(await(client.streamingOutputCall(asking(RESPONSES))));
    assertThat(sizes(responses)).containsExactly(RESPONSES);
  }

  private void serverCompressedStreaming() {
    StreamingOutputCallRequest request =
        StreamingOutputCallRequest.newBuilder()
            .addResponseParameters(parameters(31415).setCompressed(bool(true)))
            .addResponseParameters(parameters(92653).setCompressed(bool(false)))
            .build();
    CallHandle handle = new CallHandle();
    Promise<Void> ended = Promise.promise();
    List<Boolean> compressed = new ArrayList<>();
    List<StreamingOutputCallResponse> responses = new ArrayList<>();
    ReadStream<StreamingOutputCallResponse> in =
        await(client.streamingOutputCall(request, PLAIN.withHandle(handle)));
    in.exceptionHandler(ended::tryFail);
    in.endHandler(end -> ended.tryComplete());
    in.handler(
        response -> {
          responses.add(response);
          compressed.add(handle.isCompressed());
        });
    await(ended.future());
    assertThat(sizes(responses)).containsExactly(31415, 92653);
    assertThat(compressed.get(1)).isFalse();
  }

  private void pingPong() throws Exception {
    Conversation conversation = new Conversation(PLAIN);
    for (int i = 0; i < REQUESTS.length; i++) {
      conversation.send(asking(RESPONSES[i]).toBuilder().setPayload(zeros(REQUESTS[i])).build());
      assertThat(conversation.next().getPayload()).isEqualTo(zeros(RESPONSES[i]));
    }
    conversation.end();
  }

  private void emptyStream() throws Exception {
    new Conversation(PLAIN).end();
  }

  private void customMetadata() throws Exception {
    byte[] trailing = {(byte) 0xab, (byte) 0xab, (byte) 0xab};
    Metadata sent =
        Metadata.of(InteropService.INITIAL, "test_initial_metadata_value")
            .withBinary(InteropService.TRAILING, trailing);
    Map<String, Metadata> seen = new LinkedHashMap<>();
    CallOptions options =
        PLAIN
            .withMetadata(sent)
            .onHeaders(headers -> seen.put("headers", headers))
            .onTrailers(trailers -> seen.put("trailers", trailers));
    unary(large().build(), options);
    assertEchoed(seen, trailing);
    seen.clear();
    Conversation conversation = new Conversation(options);
    conversation.send(asking(LARGE_RESPONSE).toBuilder().setPayload(zeros(LARGE_REQUEST)).build());
    conversation.next();
    conversation.end();
    assertEchoed(seen, trailing);
  }

  private static void assertEchoed(Map<String, Metadata> seen, byte[] trailing) {
    assertThat(seen.get("headers").get(InteropService.INITIAL))
        .isEqualTo("test_initial_metadata_value");
    assertThat(seen.get("trailers").getBinary(InteropService.TRAILING)).contains(trailing);
  }

  private void statusAndMessage(String message) {
    EchoStatus status = EchoStatus.newBuilder().setCode(2).setMessage(message).build();
    SimpleRequest simple = SimpleRequest.newBuilder().setResponseStatus(status).build();
    RpcException unary = failure(client.unaryCall(simple));
    assertThat(unary.code()).isEqualTo(RpcCode.UNKNOWN);
    assertThat(unary.status().message()).isEqualTo(message);
    StreamingOutputCallRequest streamed =
        StreamingOutputCallRequest.newBuilder().setResponseStatus(status).build();
    Conversation conversation = new Conversation(PLAIN);
    conversation.send(streamed);
    RpcException duplex = failure(conversation.over.future());
    assertThat(duplex.code()).isEqualTo(RpcCode.UNKNOWN);
    assertThat(duplex.status().message()).isEqualTo(message);
  }

  private void unimplementedMethod() {
    RpcException refused = failure(client.unimplementedCall(Empty.getDefaultInstance()));
    assertThat(refused.code()).isEqualTo(RpcCode.UNIMPLEMENTED);
  }

  private void unimplementedService() {
    RpcException refused = failure(unimplemented.unimplementedCall(Empty.getDefaultInstance()));
    assertThat(refused.code()).isEqualTo(RpcCode.UNIMPLEMENTED);
  }

  private void cancelAfterBegin() {
    CallHandle handle = new CallHandle();
    Future<StreamingInputCallResponse> call =
        client.streamingInputCall(
            requests -> Promise.<Void>promise().future(), PLAIN.withHandle(handle));
    handle.cancel("after begin");
    assertThat(failure(call).code()).isEqualTo(RpcCode.CANCELLED);
  }

  private void cancelAfterFirstResponse() throws Exception {
    CallHandle handle = new CallHandle();
    Conversation conversation = new Conversation(PLAIN.withHandle(handle));
    conversation.send(asking(31415).toBuilder().setPayload(zeros(27182)).build());
    conversation.next();
    handle.cancel("after first response");
    assertThat(failure(conversation.over.future()).code()).isEqualTo(RpcCode.CANCELLED);
  }

  private void timeoutOnSleepingServer() {
    Conversation conversation = new Conversation(PLAIN.withTimeout(Duration.ofMillis(1)));
    conversation.send(StreamingOutputCallRequest.newBuilder().setPayload(zeros(27182)).build());
    assertThat(failure(conversation.over.future()).code()).isEqualTo(RpcCode.DEADLINE_EXCEEDED);
  }

  private void rpcSoak() {
    for (int i = 0; i < 10; i++) {
      unary(large().build(), PLAIN);
    }
  }

  private static SimpleRequest.Builder large() {
    return SimpleRequest.newBuilder()
        .setResponseSize(LARGE_RESPONSE)
        .setPayload(zeros(LARGE_REQUEST));
  }

  private static StreamingInputCallRequest input(int size, boolean compressed) {
    return StreamingInputCallRequest.newBuilder()
        .setPayload(zeros(size))
        .setExpectCompressed(bool(compressed))
        .build();
  }

  private static StreamingOutputCallRequest asking(int... sizes) {
    StreamingOutputCallRequest.Builder request = StreamingOutputCallRequest.newBuilder();
    for (int size : sizes) {
      request.addResponseParameters(parameters(size));
    }
    return request.build();
  }

  private static ResponseParameters.Builder parameters(int size) {
    return ResponseParameters.newBuilder().setSize(size);
  }

  private static BoolValue bool(boolean value) {
    return BoolValue.newBuilder().setValue(value).build();
  }

  private static Payload zeros(int size) {
    return Payload.newBuilder().setBody(ByteString.copyFrom(new byte[size])).build();
  }

  private static int[] sizes(List<StreamingOutputCallResponse> responses) {
    return responses.stream().mapToInt(one -> one.getPayload().getBody().size()).toArray();
  }

  private static <T> List<T> all(ReadStream<T> in) {
    Promise<Void> ended = Promise.promise();
    List<T> messages = new ArrayList<>();
    in.exceptionHandler(ended::tryFail);
    in.endHandler(end -> ended.tryComplete());
    in.handler(messages::add);
    await(ended.future());
    return messages;
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException failed) {
      throw new AssertionError(failed);
    }
  }

  private static RpcException failure(Future<?> call) {
    await(call.otherwiseEmpty());
    assertThat(call.cause()).isInstanceOf(RpcException.class);
    return (RpcException) call.cause();
  }

  /** A bidirectional call, a message at a time. */
  private final class Conversation {

    private final Promise<WriteStream<StreamingOutputCallRequest>> requests = Promise.promise();
    private final Promise<Void> noMore = Promise.promise();
    private final LinkedBlockingQueue<StreamingOutputCallResponse> responses =
        new LinkedBlockingQueue<>();

    /** How the call ends. */
    private final Promise<Void> over = Promise.promise();

    Conversation(CallOptions options) {
      client
          .fullDuplexCall(
              out -> {
                requests.complete(out);
                return noMore.future();
              },
              options)
          .onFailure(over::tryFail)
          .onSuccess(this::listen);
    }

    private void listen(ReadStream<StreamingOutputCallResponse> in) {
      in.exceptionHandler(over::tryFail);
      in.endHandler(end -> over.tryComplete());
      in.handler(responses::add);
    }

    void send(StreamingOutputCallRequest request) {
      await(requests.future()).write(request);
    }

    StreamingOutputCallResponse next() throws InterruptedException {
      StreamingOutputCallResponse response = responses.poll(SECONDS, TimeUnit.SECONDS);
      assertThat(response).as("response within %s s", SECONDS).isNotNull();
      return response;
    }

    /** Ends the requests; nothing more may come. */
    void end() throws InterruptedException {
      noMore.complete();
      await(over.future());
      assertThat(responses).isEmpty();
    }
  }
}
