package io.vertebra.telemetry;

import io.vertebra.rpc.CallContext;
import io.vertebra.rpc.Interceptor;
import io.vertebra.rpc.Outcome;
import io.vertebra.rpc.RpcHandler;
import io.vertebra.rpc.RpcMethod;
import io.vertebra.rpc.RpcRequest;
import io.vertebra.rpc.RpcResponse;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * One line for each call that ended, under the logger {@value #LOGGER}: failed ones always, good
 * ones by a ratio. A call that ended by an exception nobody meant as a status is logged as ERROR
 * with that exception, which is logged nowhere else; all others as INFO.
 *
 * <p>Metadata is never logged, and nothing a peer sends can end a line.
 */
public final class AccessLog implements Interceptor {

  /** The name of the logger. */
  public static final String LOGGER = "io.vertebra.access";

  /** Characters of a field, beyond which it is cut off. */
  private static final int MAX_CHARS = 1_000;

  /** Who calls, as authentication found between a call's beginning and its handling. */
  private static final CallContext.Key<String> IDENTITY = new CallContext.Key<>("identity");

  private final Logger log = LoggerFactory.getLogger(LOGGER);
  private final String side;
  private final double sampleRatio;
  private final RandomGenerator random;

  private AccessLog(String side, double sampleRatio, RandomGenerator random) {
    this.side = side;
    this.sampleRatio = sampleRatio;
    this.random = random;
  }

  /**
   * The log of a server's calls.
   *
   * @param random draws the sample; used by all event loops at once
   */
  public static AccessLog server(AccessLogConfig config, RandomGenerator random) {
    return of("server", config.sampleRatio(), random);
  }

  /**
   * The log of a channel's calls.
   *
   * @param random draws the sample; used by all event loops at once
   */
  public static AccessLog client(AccessLogConfig config, RandomGenerator random) {
    return of("client", config.sampleRatio(), random);
  }

  static AccessLog of(String side, double sampleRatio, RandomGenerator random) {
    return new AccessLog(side, sampleRatio, random);
  }

  @Override
  public void begin(RpcRequest request) {
    request.whenEnded(new Entry(request.method(), request.context()));
  }

  @Override
  public Future<RpcResponse> intercept(RpcRequest request, RpcHandler next) {
    request
        .context()
        .identity()
        .ifPresent(identity -> request.context().shared(IDENTITY, () -> identity));
    return next.handle(request);
  }

  private boolean isWanted(Outcome outcome) {
    return switch (outcome.kind()) {
      case THROWN -> log.isErrorEnabled();
      case FINISHED ->
          log.isInfoEnabled() && (sampleRatio >= 1 || random.nextDouble() < sampleRatio);
      default -> log.isInfoEnabled();
    };
  }

  /** One call until its end. */
  private final class Entry implements Handler<Outcome> {

    private final RpcMethod<?, ?> method;
    private final CallContext context;

    Entry(RpcMethod<?, ?> method, CallContext context) {
      this.method = method;
      this.context = context;
    }

    @Override
    public void handle(Outcome outcome) {
      if (!isWanted(outcome)) {
        return;
      }
      boolean thrown = outcome.kind() == Outcome.Kind.THROWN;
      LoggingEventBuilder line = log.atLevel(thrown ? Level.ERROR : Level.INFO);
      line.addKeyValue("side", side);
      text(line, "method", method.fullName());
      text(line, "peer", context.peer());
      text(line, "identity", context.shared(IDENTITY, () -> ""));
      line.addKeyValue("status", outcome.status().code());
      line.addKeyValue("outcome", outcome.kind());
      line.addKeyValue("duration_ms", millis(outcome.elapsed().toNanos()));
      context
          .deadline()
          .ifPresent(
              deadline -> line.addKeyValue("deadline_left_ms", millis(deadline.remainingNanos())));
      text(line, "error_detail", outcome.status().message());
      line.setCause(thrown ? outcome.cause() : null);
      line.log("call ended");
    }

    private static void text(LoggingEventBuilder line, String key, String value) {
      if (!value.isEmpty()) {
        line.addKeyValue(key, Printable.line(value, MAX_CHARS));
      }
    }

    /** To the microsecond. */
    private static double millis(long nanos) {
      return Math.round(nanos / 1e3) / 1e3;
    }
  }
}
