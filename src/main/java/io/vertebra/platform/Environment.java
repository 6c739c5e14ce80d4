package io.vertebra.platform;

/** Where the process runs; {@code conf/<environment>.yaml} holds what differs there. */
public enum Environment {
  DEV,
  STAGING,
  PROD
}
