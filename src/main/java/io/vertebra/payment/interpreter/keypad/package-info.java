/**
 * Understands the keys of a telephone: sound to tones ({@code ToneDetector}), tones to keys ({@code
 * KeyListener}), keys to what they ask of a bank ({@code PhraseBook}).
 *
 * <p>Start reading at {@link io.vertebra.payment.interpreter.keypad.KeypadRecognizer}.
 */
package io.vertebra.payment.interpreter.keypad;
