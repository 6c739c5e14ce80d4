package io.vertebra.resilience.policy;

/**
 * Which calls go first when there is too much to do, the most important first.
 *
 * @see <a href="https://sre.google/sre-book/handling-overload/">Handling overload, in "Site
 *     Reliability Engineering"</a>
 */
public enum Criticality {
  /** A person sees at once that it fails: refused last. */
  CRITICAL_PLUS,
  /** What services ask for on behalf of people; the default. */
  CRITICAL,
  /** Batches, that try again in minutes. */
  SHEDDABLE_PLUS,
  /** May fail now and then, or for long: refused first. */
  SHEDDABLE
}
