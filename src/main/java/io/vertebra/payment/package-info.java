/**
 * The reference platform: a payment made by four services that know each other by contract only.
 *
 * <p>One package for each service, named after it: {@code account}, {@code order}, {@code risk} and
 * {@code payment}, one that clears the day's payments, {@code settlement}, and three that stream,
 * {@code quote}, {@code logs} and {@code interpreter}; none of them uses another's classes, they
 * meet through generated clients. This package holds what they are all made of: the database, ids,
 * and the checks of requests. It uses the platform's public packages and nothing uses it: delete
 * it, and the platform still builds.
 *
 * <p>Start reading at {@link io.vertebra.payment.payment.PaymentModule}.
 */
package io.vertebra.payment;
