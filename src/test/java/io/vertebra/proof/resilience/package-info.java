/** Backends that fail, hang behind and recover, and what their callers see of it. */
package io.vertebra.proof.resilience;
