/**
 * The {@code interpreter} service: sound in, text out, while it is spoken.
 *
 * <p>{@link io.vertebra.payment.interpreter.InterpreterModule} wires it up, {@code
 * TranslateSession} keeps the rules of a session. What recognizes the sound is a {@link
 * io.vertebra.payment.interpreter.SpeechRecognizer}, found on the class path; {@code keypad} has
 * the one that comes along. Start reading at {@code TranslateSession}.
 */
package io.vertebra.payment.interpreter;
