package io.vertebra.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;

/**
 * Tells of the DATA frames that a connection sends: the flow controller is handed each, and is what
 * Netty lets one put something in front of.
 */
final class SentFrames implements Http2RemoteFlowController {

  private final Http2RemoteFlowController controller;
  private final Runnable told;

  private SentFrames(Http2RemoteFlowController controller, Runnable told) {
    this.controller = controller;
    this.told = told;
  }

  /** Begins to tell. */
  static void tell(Http2Connection connection, Runnable told) {
    Http2Connection.Endpoint<Http2RemoteFlowController> remote = connection.remote();
    remote.flowController(new SentFrames(remote.flowController(), told));
  }

  @Override
  public void addFlowControlled(Http2Stream stream, FlowControlled frame) {
    told.run();
    controller.addFlowControlled(stream, frame);
  }

  @Override
  public ChannelHandlerContext channelHandlerContext() {
    return controller.channelHandlerContext();
  }

  @Override
  public boolean hasFlowControlled(Http2Stream stream) {
    return controller.hasFlowControlled(stream);
  }

  @Override
  public void writePendingBytes() throws Http2Exception {
    controller.writePendingBytes();
  }

  @Override
  public void listener(Listener listener) {
    controller.listener(listener);
  }

  @Override
  public boolean isWritable(Http2Stream stream) {
    return controller.isWritable(stream);
  }

  @Override
  public void channelWritabilityChanged() throws Http2Exception {
    controller.channelWritabilityChanged();
  }

  @Override
  public void updateDependencyTree(int child, int parent, short weight, boolean exclusive) {
    controller.updateDependencyTree(child, parent, weight, exclusive);
  }

  @Override
  public void channelHandlerContext(ChannelHandlerContext context) throws Http2Exception {
    controller.channelHandlerContext(context);
  }

  @Override
  public void initialWindowSize(int bytes) throws Http2Exception {
    controller.initialWindowSize(bytes);
  }

  @Override
  public int initialWindowSize() {
    return controller.initialWindowSize();
  }

  @Override
  public int windowSize(Http2Stream stream) {
    return controller.windowSize(stream);
  }

  @Override
  public void incrementWindowSize(Http2Stream stream, int delta) throws Http2Exception {
    controller.incrementWindowSize(stream, delta);
  }
}
