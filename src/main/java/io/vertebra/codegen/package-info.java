/**
 * The build-time generator of typed service interfaces and clients.
 *
 * <p>{@link io.vertebra.codegen.ServiceGenerator} is a protoc plugin in one source file. This build
 * launches it from that file, before anything is compiled; other builds start it by class name from
 * the published jar. It therefore imports the JDK and protobuf-java only, and nothing of Vertebra:
 * the types that generated code uses appear here as names.
 */
package io.vertebra.codegen;
