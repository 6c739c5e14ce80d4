package io.vertebra.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The key's value, and everything below it, is never shown: neither in errors nor in a printed
 * configuration.
 *
 * <p>A record's own {@code toString()} knows nothing of this; a record with secrets overrides it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Secret {}
