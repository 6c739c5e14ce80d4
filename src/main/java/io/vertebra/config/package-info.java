/**
 * Configuration: layers of YAML, environment and command line become one immutable tree, and the
 * tree becomes validated records.
 *
 * <p>A package that can be configured owns a record whose components are its keys, with {@link
 * io.vertebra.config.Doc} and {@link io.vertebra.config.Default} on each and ranges checked in the
 * constructor through {@link io.vertebra.config.Check}. Start reading at {@link
 * io.vertebra.config.Layers}.
 *
 * <p>Level 0: imports no other package of Vertebra.
 */
package io.vertebra.config;
