/** Calls of all modes for a long time, with mishaps, and what is left of them afterwards. */
package io.vertebra.proof.soak;
