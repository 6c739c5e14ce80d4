/**
 * The {@code risk} service: scores payments from their amount and the payer's velocity.
 *
 * <p>{@link io.vertebra.payment.risk.RiskModule} wires it up, {@code RiskEndpoint} checks requests,
 * {@code RiskDesk} keeps the history. Start reading at {@code RiskPolicy}, which is arithmetic
 * only.
 */
package io.vertebra.payment.risk;
