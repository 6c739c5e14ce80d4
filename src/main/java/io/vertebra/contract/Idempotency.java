package io.vertebra.contract;

/** Whether a call may be repeated when nobody knows if it was served; each promises more. */
public enum Idempotency {
  /** It may not. */
  NONE,
  /** It may when its request has a key: requests of the same key are served once. */
  KEYED,
  /** It may. */
  IDEMPOTENT
}
