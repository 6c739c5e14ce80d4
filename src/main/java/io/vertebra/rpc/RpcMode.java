package io.vertebra.rpc;

import com.google.protobuf.Descriptors.MethodDescriptor;

/** The four shapes of a method: which sides send a stream of messages instead of one. */
public enum RpcMode {
  UNARY(false, false),
  SERVER_STREAMING(false, true),
  CLIENT_STREAMING(true, false),
  BIDI_STREAMING(true, true);

  private final boolean clientStreams;
  private final boolean serverStreams;

  RpcMode(boolean clientStreams, boolean serverStreams) {
    this.clientStreams = clientStreams;
    this.serverStreams = serverStreams;
  }

  /** Whether the client sends a stream. */
  public boolean clientStreams() {
    return clientStreams;
  }

  /** Whether the server answers with a stream. */
  public boolean serverStreams() {
    return serverStreams;
  }

  static RpcMode of(MethodDescriptor method) {
    for (RpcMode mode : values()) {
      if (mode.clientStreams == method.isClientStreaming()
          && mode.serverStreams == method.isServerStreaming()) {
        return mode;
      }
    }
    throw new AssertionError(method.getFullName());
  }
}
