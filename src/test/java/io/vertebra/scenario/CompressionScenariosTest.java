package io.vertebra.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.vertebra.client.CallHandle;
import io.vertebra.client.CallOptions;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcMode;
import io.vertebra.rpc.ServerCall;
import io.vertebra.test.v1.EchoRequest;
import io.vertebra.test.v1.EchoResponse;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** gzip in both directions, and the limits on what is sent. */
@Timeout(60)
class CompressionScenariosTest {

  private static final EchoRequest ZEROS =
      EchoRequest.newBuilder()
          .setText("a")
          .setCount(1)
          .setPayload(ByteString.copyFrom(new byte[10_000]))
          .build();
  private static final CallOptions COMPRESSED = CallOptions.DEFAULT.withCompression(true);
  private static final EchoRequest TOO_LARGE =
      ZEROS.toBuilder().setPayload(ByteString.copyFrom(new byte[4 << 20])).build();

  @ParameterizedTest
  @EnumSource(RpcMode.class)
  void requestsAreCompressedWhenTheCallerAsks(RpcMode mode) {
    for (Route route : Route.values()) {
      try (Rig rig = Rig.of(route)) {
        List<ServerCall> calls = new ArrayList<>();
        rig.service.onCall = calls::add;
        Answer plain = rig.call(mode, CallOptions.DEFAULT, ZEROS);
        Answer compressed = rig.call(mode, COMPRESSED, ZEROS);
        assertThat(compressed.messages()).isEqualTo(plain.messages()).isNotEmpty();
        assertThat(compressed.failure()).isNull();
        assertThat(calls)
            .extracting(ServerCall::isCompressed)
            .as(route.name())
            .containsExactly(false, route != Route.LOCAL);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(RpcMode.class)
  void responsesAreCompressedWhenTheServiceAsks(RpcMode mode) {
    for (Route route : Route.values()) {
      try (Rig rig = Rig.of(route)) {
        rig.service.onCall = call -> call.compress(true);
        CallHandle handle = new CallHandle();
        Answer answer = rig.call(mode, CallOptions.DEFAULT.withHandle(handle), ZEROS);
        assertThat(answer.failure()).isNull();
        assertThat(answer.messages()).hasSize(1);
        assertThat(handle.isCompressed()).as(route.name()).isEqualTo(route != Route.LOCAL);
      }
    }
  }

  @Test
  void aCallMayDoWithoutTheCompressionOfItsService() {
    try (Rig rig = Rig.compressing(Route.HTTP2)) {
      CallHandle all = new CallHandle();
      rig.call(RpcMode.UNARY, CallOptions.DEFAULT.withHandle(all), ZEROS);
      assertThat(all.isCompressed()).isTrue();
      rig.service.onCall = call -> call.compress(false);
      CallHandle one = new CallHandle();
      rig.call(RpcMode.UNARY, CallOptions.DEFAULT.withHandle(one), ZEROS);
      assertThat(one.isCompressed()).isFalse();
    }
  }

  @Test
  void compressionIsSwitchedBetweenMessages() {
    try (Rig rig = Rig.of(Route.HTTP2)) {
      ConcurrentLinkedQueue<Boolean> seen = new ConcurrentLinkedQueue<>();
      List<ServerCall> calls = new ArrayList<>();
      rig.service.onCall = calls::add;
      rig.service.onMessage = () -> seen.add(calls.get(0).isCompressed());
      CallHandle handle = new CallHandle();
      Future<EchoResponse> sum =
          rig.client.clientStream(
              requests -> {
                requests.write(ZEROS);
                handle.compress(false);
                requests.write(ZEROS);
                handle.compress(true);
                return requests.write(ZEROS);
              },
              COMPRESSED.withHandle(handle));
      assertThat(Rig.await(sum).getIndex()).isEqualTo(3);
      assertThat(seen).containsExactly(true, false, true);
    }
  }

  @ParameterizedTest
  @EnumSource(RpcMode.class)
  void aRequestAboveTheSendingLimitIsRefused(RpcMode mode) {
    for (Route route : List.of(Route.HTTP2, Route.HTTP2_VERTX_GRPC)) {
      try (Rig rig = Rig.of(route)) {
        // Small once compressed: what counts is the message itself.
        Answer answer = rig.call(mode, COMPRESSED, TOO_LARGE);
        assertThat(answer.failure().code()).isEqualTo(RpcCode.RESOURCE_EXHAUSTED);
        assertThat(answer.failure().getMessage()).contains("to be sent").contains("4194304");
        assertThat(rig.call(mode, CallOptions.DEFAULT, ZEROS).failure()).isNull();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(RpcMode.class)
  void aResponseAboveTheSendingLimitIsRefused(RpcMode mode) {
    for (Route route : List.of(Route.HTTP2, Route.HTTP2_VERTX_GRPC)) {
      try (Rig rig = Rig.of(route)) {
        rig.service.payload = TOO_LARGE.getPayload();
        Answer answer = rig.call(mode, CallOptions.DEFAULT, ZEROS);
        assertThat(answer.failure().code()).isEqualTo(RpcCode.RESOURCE_EXHAUSTED);
        assertThat(answer.failure().getMessage()).contains("to be sent");
        rig.service.payload = null;
        assertThat(rig.call(mode, CallOptions.DEFAULT, ZEROS).failure()).isNull();
      }
    }
  }
}
