package io.vertebra.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.client.CallHandle;
import io.vertebra.client.CallOptions;
import io.vertebra.rpc.Metadata;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcMode;
import io.vertebra.rpc.ServerCall;
import io.vertebra.test.v1.EchoRequest;
import io.vertebra.test.v1.EchoResponse;
import io.vertebra.test.v1.Failure;
import io.vertx.core.Future;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The limits on metadata, which are the same whichever way a call travels. */
@Timeout(60)
class MetadataLimitTest {

  private static final Set<Route> ROUTES =
      EnumSet.of(Route.HTTP2, Route.HTTP2_VERTX_GRPC, Route.LOCAL);
  private static final EchoRequest SMALL =
      EchoRequest.newBuilder().setText("a").setCount(1).build();
  private static final EchoRequest ENDLESS = SMALL.toBuilder().setDelayMs(60_000).build();
  private static final int TAKEN = 4_000;

  private static Metadata metadata(int bytes) {
    return Metadata.of("large", "x".repeat(bytes));
  }

  private static CallOptions sending(int bytes) {
    return CallOptions.DEFAULT.withMetadata(metadata(bytes));
  }

  /** Makes a call beside another, which must not notice. */
  private static void beside(Route route, Consumer<Rig> call) {
    try (Rig rig = Rig.of(route, "{}", "maxConnectionsPerEndpoint: 1")) {
      CallHandle handle = new CallHandle();
      Future<EchoResponse> bystander =
          rig.client.unary(ENDLESS, CallOptions.DEFAULT.withHandle(handle));
      call.accept(rig);
      assertThat(bystander.isComplete()).as("the end of a bystander").isFalse();
      handle.cancel("enough");
    }
  }

  private static void exhausted(Answer answer, Route route, int bytes) {
    assertThat(answer.failure()).as(route + " " + bytes).isNotNull();
    assertThat(answer.failure().code())
        .as(route + " " + bytes + ": " + answer.failure().getMessage())
        .isEqualTo(RpcCode.RESOURCE_EXHAUSTED);
    assertThat(answer.failure().status().message())
        .isEqualTo(
            "metadata of " + (bytes + 5 + 32 + 640) + " bytes to be sent (expected: at most 8192)");
  }

  @ParameterizedTest
  @ValueSource(ints = {8_000, 9_000, 20_000, 200_000})
  void requestMetadataThatTheServerDoesNotTake(int bytes) {
    for (Route route : ROUTES) {
      beside(
          route,
          rig -> {
            for (RpcMode mode : RpcMode.values()) {
              assertThat(rig.call(mode, sending(TAKEN), SMALL).failure()).isNull();
              exhausted(rig.call(mode, sending(bytes), SMALL), route, bytes);
            }
          });
    }
  }

  private static void answering(Consumer<ServerCall> answer, int bytes) {
    for (Route route : ROUTES) {
      beside(
          route,
          rig -> {
            rig.service.onCall = answer;
            for (RpcMode mode : RpcMode.values()) {
              Answer refused = rig.call(mode, CallOptions.DEFAULT, SMALL);
              assertThat(refused.failure()).as(route + " " + mode + " " + bytes).isNotNull();
              assertThat(refused.failure().code())
                  .as(route + " " + mode + " " + bytes)
                  .isEqualTo(RpcCode.RESOURCE_EXHAUSTED);
              assertThat(refused.failure().status().message())
                  .startsWith("metadata of ")
                  .endsWith("bytes to be sent (expected: at most 8192)");
            }
            rig.service.onCall = call -> call.addTrailers(metadata(TAKEN));
            assertThat(rig.call(RpcMode.UNARY, CallOptions.DEFAULT, SMALL).failure()).isNull();
          });
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8_000, 9_000, 20_000, 200_000})
  void responseHeadersThatTheClientDoesNotTake(int bytes) {
    answering(call -> call.addHeaders(metadata(bytes)), bytes);
  }

  @ParameterizedTest
  @ValueSource(ints = {8_000, 9_000, 20_000, 200_000})
  void trailersThatTheClientDoesNotTake(int bytes) {
    answering(call -> call.addTrailers(metadata(bytes)), bytes);
  }

  /** What a caller acts on is the code. */
  @ParameterizedTest
  @EnumSource(RpcMode.class)
  void aFailureThatIsTooLargeKeepsItsCode(RpcMode mode) {
    for (Route route : ROUTES) {
      for (int bytes : new int[] {8_000, 20_000, 200_000}) {
        EchoRequest failing =
            SMALL.toBuilder()
                .setFailure(Failure.newBuilder().setCode(9).setReason("r".repeat(bytes)))
                .build();
        EchoRequest wordy =
            SMALL.toBuilder()
                .setFailure(Failure.newBuilder().setCode(9).setMessage("é".repeat(bytes)))
                .build();
        beside(
            route,
            rig -> {
              Answer answer = rig.call(mode, CallOptions.DEFAULT, failing);
              assertThat(answer.failure().code()).isEqualTo(RpcCode.FAILED_PRECONDITION);
              assertThat(answer.failure().details()).isEmpty();
              answer = rig.call(mode, CallOptions.DEFAULT, wordy);
              assertThat(answer.failure().code()).isEqualTo(RpcCode.FAILED_PRECONDITION);
              assertThat(answer.failure().status().message()).hasSize((8192 - 640) / 9);
            });
      }
    }
  }
}
