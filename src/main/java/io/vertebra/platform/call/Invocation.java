package io.vertebra.platform.call;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import io.vertebra.client.CallHandle;
import io.vertebra.client.CallOptions;
import io.vertebra.client.Channel;
import io.vertebra.rpc.Metadata;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcMethod;
import io.vertebra.time.TimeSource;
import java.time.Duration;
import java.util.Optional;

/**
 * One call: sends what the requests hold and prints what comes back as it comes.
 *
 * <p>Runs on the thread of the command. An interrupt of the process (Ctrl-C) cancels the call, so
 * that the server learns of it, and so does an output that nobody reads any more.
 */
final class Invocation {

  private final Connection connection;
  private final Terminal terminal;
  private final JsonText json;
  private final boolean verbose;
  private final CallHandle handle = new CallHandle();
  private final TimeSource time;
  private volatile Metadata trailers = Metadata.EMPTY;
  private long startNanos;
  private long firstNanos;
  private int count;

  /**
   * @param verbose whether to print headers, trailers and times as well
   */
  Invocation(Connection connection, Terminal terminal, JsonText json, boolean verbose) {
    this.connection = connection;
    this.terminal = terminal;
    this.json = json;
    this.verbose = verbose;
    this.time = connection.time();
  }

  /**
   * Makes the call.
   *
   * @param requests what to send; one message if the method does not stream them
   * @param timeout how long the call may take; without it a stream may take for ever
   * @throws InputException when the requests are wrong
   * @throws RpcException when the call fails
   */
  void run(MethodDescriptor descriptor, JsonRequests requests, Optional<Duration> timeout) {
    RpcMethod<DynamicMessage, DynamicMessage> method =
        RpcMethod.of(
            descriptor,
            DynamicMessage.getDefaultInstance(descriptor.getInputType()),
            DynamicMessage.getDefaultInstance(descriptor.getOutputType()));
    DynamicMessage only = method.mode().clientStreams() ? null : only(method, requests);
    RequestFeed feed = new RequestFeed(requests);
    Thread interrupt = new Thread(this::interrupted, "interrupt");
    Runtime.getRuntime().addShutdownHook(interrupt);
    try {
      print(start(method, only, feed, timeout));
    } catch (RpcException failure) {
      if (feed.failure() != null) {
        throw feed.failure();
      }
      throw failure;
    } finally {
      forget(interrupt);
    }
  }

  private static DynamicMessage only(
      RpcMethod<DynamicMessage, DynamicMessage> method, JsonRequests requests) {
    DynamicMessage only = requests.next();
    if (only == null || requests.next() != null) {
      throw new InputException(
          "-d: "
              + (only == null ? "no message" : "several messages")
              + " (expected: one, which is what "
              + method.fullName()
              + " takes)");
    }
    return only;
  }

  private Responses start(
      RpcMethod<DynamicMessage, DynamicMessage> method,
      DynamicMessage only,
      RequestFeed feed,
      Optional<Duration> timeout) {
    if (verbose) {
      terminal.note("> " + method.fullName());
      terminal.notes("> ", connection.metadata());
    }
    startNanos = time.nanos();
    Channel channel = connection.channel();
    Responses responses = new Responses(this::printHeaders);
    CallOptions options = options(timeout, responses);
    switch (method.mode()) {
      case UNARY -> responses.one(channel.unary(method, only, options));
      case SERVER_STREAMING -> responses.all(channel.serverStreaming(method, only, options));
      case CLIENT_STREAMING -> responses.one(channel.clientStreaming(method, feed, options));
      case BIDI_STREAMING -> responses.all(channel.bidiStreaming(method, feed, options));
    }
    return responses;
  }

  private CallOptions options(Optional<Duration> timeout, Responses responses) {
    CallOptions options =
        CallOptions.DEFAULT
            .withMetadata(connection.metadata())
            .withHandle(handle)
            .onHeaders(responses::headers)
            .onTrailers(came -> trailers = came);
    return timeout.isPresent() ? options.withTimeout(timeout.get()) : options;
  }

  private void printHeaders(Metadata headers) {
    if (verbose) {
      terminal.notes("< ", headers);
    }
  }

  private void print(Responses responses) {
    String status = "OK";
    try {
      DynamicMessage response = responses.next();
      while (response != null) {
        print(response);
        response = responses.next();
      }
    } catch (RpcException failure) {
      status = failure.code().name();
      throw failure;
    } finally {
      if (verbose) {
        summarize(status);
      }
    }
  }

  private void print(DynamicMessage response) {
    if (count == 0) {
      firstNanos = time.nanos();
    }
    count++;
    String text;
    try {
      text = json.of(response);
    } catch (RpcException inexpressible) {
      handle.cancel("a response cannot be printed");
      throw inexpressible;
    }
    if (!terminal.result(text)) {
      handle.cancel("nobody reads the responses");
    }
  }

  private void summarize(String status) {
    terminal.notes("<< ", trailers);
    String first = count > 1 ? ", the first after " + millis(firstNanos) : "";
    String responses = count == 1 ? "1 response" : count + " responses";
    terminal.note(status + ": " + responses + " in " + millis(time.nanos()) + first);
  }

  private String millis(long untilNanos) {
    return String.format("%.1f ms", (untilNanos - startNanos) / 1e6);
  }

  private void interrupted() {
    handle.cancel("interrupted");
    connection.close();
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyShuttingDown) {
      // Then the hook is at work.
      return;
    }
  }
}
