/** {@code scripts/prove cancel}: how soon the other side knows that a call was cancelled. */
package io.vertebra.proof.cancel;
