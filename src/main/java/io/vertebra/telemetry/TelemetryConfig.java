package io.vertebra.telemetry;

/** What the process tells about itself: {@code telemetry} in the configuration. */
public record TelemetryConfig(AccessLogConfig accessLog, LogConfig log) {}
