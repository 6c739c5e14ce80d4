package io.vertebra.rpc;

/**
 * Where an interceptor stands in the path of a call, on client and server alike, outermost first.
 */
public enum Stage {
  /** Who calls, and whether they may. */
  AUTH,
  /** Spans and trace context. */
  TRACING,
  /** What metrics need of a call on its way. */
  METRICS,
  /** Limits, validation, enrichment: what services add. */
  BUSINESS,
  /** The access log. */
  LOGGING
}
