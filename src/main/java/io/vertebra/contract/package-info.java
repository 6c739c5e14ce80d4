/**
 * The rules of contracts, and what a published contract may not lose.
 *
 * <p>Imports nothing of Vertebra and, besides the JDK, protobuf-java only: the build compiles this
 * package before all others and runs {@link io.vertebra.contract.ContractPlugin} as a protoc plugin
 * of its own. Start at {@link io.vertebra.contract.Rule}, the list of what is asked; {@link
 * io.vertebra.contract.ContractCheck} asks it of a {@link io.vertebra.contract.Contract}.
 */
package io.vertebra.contract;
