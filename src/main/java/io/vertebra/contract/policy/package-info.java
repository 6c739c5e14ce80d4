/**
 * The options of a contract that say how calls survive failures: read by number, with defaults put
 * in, and judged. Imports nothing of Vertebra.
 *
 * <p>Start at {@link io.vertebra.contract.policy.DeclaredResilience}.
 */
package io.vertebra.contract.policy;
