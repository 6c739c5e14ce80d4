package io.vertebra.platform.call;

import com.google.protobuf.DynamicMessage;
import io.vertebra.client.RequestWriter;
import io.vertebra.rpc.RpcException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.streams.WriteStream;

/**
 * Reads requests on a thread of its own and sends each as it is read, at the pace of the server:
 * the next is read when there is room for it.
 *
 * <p>The thread is a daemon, as it may wait for a person's input when the call has long ended.
 */
final class RequestFeed implements RequestWriter<DynamicMessage> {

  private final JsonRequests requests;
  private volatile InputException failure;

  RequestFeed(JsonRequests requests) {
    this.requests = requests;
  }

  /** What is wrong with the input; null as long as nothing is. */
  InputException failure() {
    return failure;
  }

  @Override
  public Future<Void> write(WriteStream<DynamicMessage> out) {
    Promise<Void> done = Promise.promise();
    Thread reader = new Thread(() -> send(out, done), "requests");
    reader.setDaemon(true);
    reader.start();
    return done.future();
  }

  private void send(WriteStream<DynamicMessage> out, Promise<Void> done) {
    try {
      DynamicMessage request = requests.next();
      while (request != null) {
        Connection.await(out.write(request));
        request = requests.next();
      }
      done.complete();
    } catch (InputException wrong) {
      failure = wrong;
      done.fail(wrong);
    } catch (RpcException ended) {
      done.fail(ended);
    }
  }
}
