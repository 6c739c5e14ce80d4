package io.vertebra.proof.hostile;

import io.vertebra.config.Default;
import io.vertebra.config.Doc;
import io.vertebra.platform.ModuleContext;
import io.vertebra.platform.ServiceModule;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.ServerCall;
import io.vertebra.server.ServiceBinding;
import io.vertebra.test.v1.EchoRequest;
import io.vertebra.test.v1.EchoResponse;
import io.vertebra.test.v1.EchoService;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What the node that is attacked serves: quick answers, and streams that never end. */
public final class VictimModule implements ServiceModule {

  static final String NAME = "victim";

  /** The text of a request from which on the event loop is held up again and again. */
  static final String STALL = "stall";

  private static final int HOARDED_BYTES = 16 << 10;
  private static final long STALL_MILLIS = 60;
  private static final long BETWEEN_STALLS_NANOS = 40_000_000;

  /** How it fails, when it is to. */
  record Faults(
      @Doc("Whether memory of each call is kept") @Default("false") boolean hoard,
      @Doc("Whether one call of a hundred fails") @Default("false") boolean fail) {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Future<List<ServiceBinding>> start(ModuleContext context) {
    Faults faults = context.config().bind(Faults.class);
    return Future.succeededFuture(List.of(new Quick(faults).binding()));
  }

  private static final class Quick implements EchoService {

    private final Faults faults;
    private final Queue<byte[]> hoard = new ConcurrentLinkedQueue<>();
    private boolean stalls;
    private long stalledNanos;
    private long calls;

    Quick(Faults faults) {
      this.faults = faults;
    }

    @Override
    public Future<EchoResponse> unary(ServerCall call, EchoRequest request) {
      if (faults.hoard()) {
        hoard.add(new byte[HOARDED_BYTES]);
      }
      stalls |= request.getText().equals(STALL);
      if (stalls && System.nanoTime() - stalledNanos > BETWEEN_STALLS_NANOS) {
        stall();
      }
      calls++;
      return faults.fail() && calls % 100 == 0
          ? Future.failedFuture(RpcException.of(RpcCode.INTERNAL, "as asked"))
          : Future.succeededFuture(EchoResponse.getDefaultInstance());
    }

    private void stall() {
      try {
        Thread.sleep(STALL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      stalledNanos = System.nanoTime();
    }

    @Override
    public Future<Void> serverStream(
        ServerCall call, EchoRequest request, WriteStream<EchoResponse> responses) {
      call.sendHeaders();
      return Promise.<Void>promise().future();
    }

    @Override
    public Future<EchoResponse> clientStream(ServerCall call, ReadStream<EchoRequest> requests) {
      return Promise.<EchoResponse>promise().future();
    }

    @Override
    public Future<Void> bidiStream(
        ServerCall call, ReadStream<EchoRequest> requests, WriteStream<EchoResponse> responses) {
      return Promise.<Void>promise().future();
    }
  }
}
