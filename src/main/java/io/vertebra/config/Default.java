package io.vertebra.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The value of a key that no layer sets, written as in an environment variable: {@code "8080"},
 * {@code "10s"}, {@code "4MiB"}, {@code "a,b"} for a list.
 *
 * <p>Without it, an {@code Optional}, a list, a map and a {@link ConfigNode} are empty, a nested
 * record takes its own defaults, and any other key is required.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {
  String value();
}
