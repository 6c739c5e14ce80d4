package io.vertebra.proof;

import java.util.Map;

/**
 * An experiment that can refute a claim.
 *
 * <p>A bar that no experiment can miss says nothing, so each one names a break: a mechanism that
 * the experiment can switch off, with which the bar is missed.
 */
public interface Proof {

  /** What {@code scripts/prove} is given: one word in lower case. */
  String topic();

  /** The claim, in one line. */
  String claim();

  /** What {@code --break NAME} switches off, and what is seen then; by name. */
  Map<String, String> breaks();

  /**
   * Runs the experiment once.
   *
   * @throws Exception when it could not be carried out, which is neither a pass nor a miss
   */
  Figures run(Trial trial) throws Exception;
}
