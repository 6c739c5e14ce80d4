/**
 * TLS: the settings of both sides, the checks of the files they name, and what a refused handshake
 * means.
 *
 * <p>Start at {@link io.vertebra.auth.ServerTlsConfig} and {@link
 * io.vertebra.auth.ClientTlsConfig}. Whom a caller's certificate lets in is not decided here: the
 * certificate is in the call's facts, under {@link io.vertebra.auth.PeerCertificates#KEY}.
 *
 * <p>Level 2: imports {@code config} and {@code rpc}.
 */
package io.vertebra.auth;
