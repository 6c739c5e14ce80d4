package io.vertebra.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.client.CallHandle;
import io.vertebra.client.CallOptions;
import io.vertebra.client.RequestWriter;
import io.vertebra.rpc.Interceptor;
import io.vertebra.rpc.Outcome;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcMode;
import io.vertebra.rpc.Stage;
import io.vertebra.test.v1.EchoRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the cancel of a call leaves behind whose requests have not ended. */
class CancelScenariosTest {

  private static final RequestWriter<EchoRequest> ENDLESS =
      requests ->
          requests
              .write(EchoRequest.newBuilder().setText("a").build())
              .compose(written -> Promise.<Void>promise().future());

  @ParameterizedTest
  @EnumSource
  void leavesNoExceptionUnhandled(Route route) {
    List<Throwable> unhandled = new CopyOnWriteArrayList<>();
    try (Rig rig = Rig.of(route)) {
      rig.vertx.exceptionHandler(unhandled::add);
      CallHandle handle = new CallHandle();
      CallOptions options = CallOptions.DEFAULT.withHandle(handle);
      Future<?> answer = rig.client.clientStream(ENDLESS, options);
      Awaitility.await().until(() -> rig.service.seen.get() != null);

      handle.cancel("enough");

      assertThat(Rig.next(rig.serverEnds).kind()).isEqualTo(Outcome.Kind.CANCELLED);
      Awaitility.await().until(answer::failed);
    }
    assertThat(unhandled).isEmpty();
  }

  /** The answers are all there, and the call ends just before the first of them is sent. */
  @ParameterizedTest
  @EnumSource
  void answersThatComeTooLateAreDropped(Route route) {
    Interceptor cancelling =
        (request, next) ->
            next.handle(request)
                .onSuccess(
                    response ->
                        request
                            .context()
                            .vertxContext()
                            .runOnContext(soon -> request.context().cancel("late")));
    try (Rig rig =
        Rig.of(route, server -> server.intercept(Stage.BUSINESS, cancelling), client -> {})) {
      EchoRequest request = EchoRequest.newBuilder().setCount(3).build();

      Answer answer = rig.call(RpcMode.SERVER_STREAMING, CallOptions.DEFAULT, request);

      assertThat(answer.failure().code()).isEqualTo(RpcCode.CANCELLED);
      assertThat(Rig.next(rig.serverEnds).kind()).isEqualTo(Outcome.Kind.CANCELLED);
    }
  }
}
