package io.vertebra.scenario;

/** The ways a call travels, which must not differ in anything a caller or service can see. */
enum Route {
  HTTP2,
  /** With vertx-grpc's own framing, which ours must not differ from either. */
  HTTP2_VERTX_GRPC,
  LOCAL
}
