package io.vertebra.proof.soak;

import io.netty.buffer.PooledByteBufAllocator;
import io.vertebra.rpc.Interceptor;
import io.vertebra.rpc.RpcHandler;
import io.vertebra.rpc.RpcRequest;
import io.vertebra.rpc.RpcResponse;
import io.vertebra.test.v1.EchoResponse;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.LoggerFactory;

/** Does to some calls what must not happen to any, so that the bars can be seen to be missed. */
final class Breaking implements Interceptor {

  static final String CALLS = "calls";
  static final String ANSWERS = "answers";
  static final String BUFFERS = "buffers";
  static final String HEAP = "heap";
  static final String LOG = "log";
  static final String THROW = "throw";

  private static final int ONE_IN = 200;
  private static final int BYTES = 256 << 10;

  private final String name;
  private final List<byte[]> hoard = new CopyOnWriteArrayList<>();

  Breaking(String name) {
    this.name = name;
  }

  static Map<String, String> all() {
    return Map.of(
        CALLS, "never answers some calls",
        ANSWERS, "answers some calls with nothing",
        BUFFERS, "forgets a pooled buffer with some calls",
        HEAP, "keeps 256 KiB of some calls",
        LOG, "warns of some calls",
        THROW, "throws on the event loop of some calls");
  }

  @Override
  public Future<RpcResponse> intercept(RpcRequest request, RpcHandler next) {
    if (ThreadLocalRandom.current().nextInt(ONE_IN) != 0) {
      return next.handle(request);
    }
    switch (name) {
      case CALLS -> {
        return Promise.<RpcResponse>promise().future();
      }
      case ANSWERS -> {
        return next.handle(request)
            .map(
                right ->
                    right.withMessages(
                        right.messages().map(message -> EchoResponse.getDefaultInstance())));
      }
      case BUFFERS -> PooledByteBufAllocator.DEFAULT.directBuffer(BYTES).writeInt(1);
      case HEAP -> hoard.add(new byte[BYTES]);
      case LOG -> LoggerFactory.getLogger(Breaking.class).warn("a call");
      case THROW ->
          request
              .context()
              .vertxContext()
              .runOnContext(
                  ignored -> {
                    throw new IllegalStateException("broken");
                  });
      default -> {
        // Some breaks are made elsewhere.
      }
    }
    return next.handle(request);
  }
}
