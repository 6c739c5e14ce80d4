package io.vertebra.scenario;

/** The ways a call travels, which must not differ in anything a caller or service can see. */
enum Route {
  HTTP2,
  LOCAL
}
