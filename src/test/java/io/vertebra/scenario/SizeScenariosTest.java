package io.vertebra.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.vertebra.client.CallOptions;
import io.vertebra.rpc.Outcome;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcMode;
import io.vertebra.test.v1.EchoRequest;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The limits on messages, which are the same whichever way a call travels. */
@Timeout(60)
class SizeScenariosTest {

  private static final Set<Route> ROUTES =
      EnumSet.of(Route.HTTP2, Route.HTTP2_VERTX_GRPC, Route.LOCAL);
  private static final EchoRequest SMALL =
      EchoRequest.newBuilder().setText("a").setCount(1).build();
  private static final EchoRequest LARGE = payload(2 << 10);

  private static EchoRequest payload(int bytes) {
    return SMALL.toBuilder().setPayload(ByteString.copyFrom(new byte[bytes])).build();
  }

  private static void refused(Answer answer, String what, Route route) {
    assertThat(answer.failure()).as(route.name()).isNotNull();
    assertThat(answer.failure().code()).as(route.name()).isEqualTo(RpcCode.RESOURCE_EXHAUSTED);
    assertThat(answer.failure().status().message())
        .as(route.name())
        .matches("message of 2\\d{3} bytes " + what + " \\(expected: at most 1024\\)");
  }

  @ParameterizedTest
  @EnumSource(RpcMode.class)
  void aRequestThatTheClientMayNotSend(RpcMode mode) {
    for (Route route : ROUTES) {
      try (Rig rig = Rig.of(route, "{}", "maxSendMessageSize: 1KiB")) {
        refused(rig.call(mode, CallOptions.DEFAULT, LARGE), "to be sent", route);
        assertThat(Rig.next(rig.clientEnds).kind()).isEqualTo(Outcome.Kind.FAILED);
        assertThat(rig.call(mode, CallOptions.DEFAULT, SMALL).failure()).isNull();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(RpcMode.class)
  void aRequestThatTheServerDoesNotTake(RpcMode mode) {
    for (Route route : ROUTES) {
      try (Rig rig = Rig.of(route, "maxReceiveMessageSize: 1KiB", "{}")) {
        refused(rig.call(mode, CallOptions.DEFAULT, LARGE), "received", route);
        assertThat(Rig.next(rig.serverEnds).status().code())
            .as(route.name())
            .isEqualTo(RpcCode.RESOURCE_EXHAUSTED);
        assertThat(rig.call(mode, CallOptions.DEFAULT, SMALL).failure()).isNull();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(RpcMode.class)
  void aResponseThatTheServerMayNotSend(RpcMode mode) {
    for (Route route : ROUTES) {
      try (Rig rig = Rig.of(route, "maxSendMessageSize: 1KiB", "{}")) {
        rig.service.payload = LARGE.getPayload();
        refused(rig.call(mode, CallOptions.DEFAULT, SMALL), "to be sent", route);
        assertThat(Rig.next(rig.serverEnds).status().code())
            .as(route.name())
            .isEqualTo(RpcCode.RESOURCE_EXHAUSTED);
        rig.service.payload = null;
        assertThat(rig.call(mode, CallOptions.DEFAULT, SMALL).failure()).isNull();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(RpcMode.class)
  void aResponseThatTheClientDoesNotTake(RpcMode mode) {
    for (Route route : ROUTES) {
      try (Rig rig = Rig.of(route, "{}", "maxReceiveMessageSize: 1KiB")) {
        rig.service.payload = LARGE.getPayload();
        refused(rig.call(mode, CallOptions.DEFAULT, SMALL), "received", route);
        Rig.next(rig.serverEnds);
        rig.service.payload = null;
        assertThat(rig.call(mode, CallOptions.DEFAULT, SMALL).failure()).isNull();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(RpcMode.class)
  void aMessageOfTheLimitItself(RpcMode mode) {
    for (Route route : ROUTES) {
      String sizes = "{maxSendMessageSize: 1KiB, maxReceiveMessageSize: 1KiB}";
      try (Rig rig = Rig.of(route, sizes, sizes)) {
        rig.service.payload = ByteString.EMPTY;
        EchoRequest limit = payload(1024 - payload(500).getSerializedSize() + 500);
        assertThat(limit.getSerializedSize()).isEqualTo(1024);
        assertThat(rig.call(mode, CallOptions.DEFAULT, limit).failure()).as(route.name()).isNull();
      }
    }
  }
}
