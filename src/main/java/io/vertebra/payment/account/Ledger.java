package io.vertebra.payment.account;

import io.vertebra.payment.Contract;
import io.vertebra.payment.Database;
import io.vertebra.payment.Ids;
import io.vertebra.payment.Transaction;
import io.vertebra.payment.account.ReservedMoney.State;
import io.vertebra.payment.account.v1.BalanceResponse;
import io.vertebra.payment.account.v1.CancelRequest;
import io.vertebra.payment.account.v1.CancelResponse;
import io.vertebra.payment.account.v1.ConfirmRequest;
import io.vertebra.payment.account.v1.ConfirmResponse;
import io.vertebra.payment.account.v1.DepositRequest;
import io.vertebra.payment.account.v1.DepositResponse;
import io.vertebra.payment.account.v1.OpenRequest;
import io.vertebra.payment.account.v1.OpenResponse;
import io.vertebra.payment.account.v1.ReserveRequest;
import io.vertebra.payment.account.v1.ReserveResponse;
import io.vertebra.payment.account.v1.VerifyHolderRequest;
import io.vertebra.payment.account.v1.VerifyHolderResponse;
import io.vertebra.time.TimeSource;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The double-entry ledger.
 *
 * <p>Requests have been checked; what is refused here depends on what the ledger holds. Every
 * method blocks, runs in one transaction, and fails with the {@code RpcException} its contract
 * names. Safe for use from any thread: rows are locked in the order key, reservation, accounts by
 * id, so that no two operations wait for each other.
 */
final class Ledger {

  private final Database database;
  private final Operations operations;
  private final Ids ids;
  private final TimeSource time;
  private final LedgerStore store = new LedgerStore();

  Ledger(Database database, Ids ids, TimeSource time) {
    this.database = database;
    this.operations = new Operations(database, time);
    this.ids = ids;
    this.time = time;
  }

  OpenResponse open(OpenRequest request) {
    return operations.once(
        request.getIdempotencyKey(),
        "open",
        request,
        OpenResponse.parser(),
        transaction -> open(transaction, request));
  }

  DepositResponse deposit(DepositRequest request) {
    return operations.once(
        request.getIdempotencyKey(),
        "deposit",
        request,
        DepositResponse.parser(),
        transaction -> deposit(transaction, request));
  }

  ReserveResponse reserve(ReserveRequest request) {
    return operations.once(
        request.getIdempotencyKey(),
        "reserve",
        request,
        ReserveResponse.parser(),
        transaction -> reserve(transaction, request));
  }

  ConfirmResponse confirm(ConfirmRequest request) {
    return operations.once(
        request.getIdempotencyKey(),
        "confirm",
        request,
        ConfirmResponse.parser(),
        transaction -> confirm(transaction, request));
  }

  CancelResponse cancel(CancelRequest request) {
    return operations.once(
        request.getIdempotencyKey(),
        "cancel",
        request,
        CancelResponse.parser(),
        transaction -> cancel(transaction, request));
  }

  BalanceResponse balance(String accountId) {
    return BalanceResponse.newBuilder()
        .setVersion(Contract.VERSION)
        .setAccount(database.read(tx -> account(tx, accountId)).toMessage())
        .build();
  }

  VerifyHolderResponse verifyHolder(VerifyHolderRequest request) {
    LedgerAccount account = database.read(tx -> account(tx, request.getAccountId()));
    return VerifyHolderResponse.newBuilder()
        .setVersion(Contract.VERSION)
        .setMatches(HolderName.matches(account.holderName(), request.getName()))
        .build();
  }

  private OpenResponse open(Transaction transaction, OpenRequest request) throws SQLException {
    LedgerAccount external = LedgerAccount.external(request.getCurrency());
    if (store.account(transaction, external.accountId()).isEmpty()) {
      store.insertAccount(transaction, external, nowMillis());
    }
    LedgerAccount account =
        new LedgerAccount(
            request.hasAccountId() ? request.getAccountId() : ids.next("acc"),
            LedgerAccount.Kind.CUSTOMER,
            request.getHolderName(),
            request.getCurrency(),
            0,
            0);
    if (!store.insertAccount(transaction, account, nowMillis())) {
      throw Refusals.accountExists(account.accountId());
    }
    return OpenResponse.newBuilder()
        .setVersion(Contract.VERSION)
        .setAccount(account.toMessage())
        .build();
  }

  private DepositResponse deposit(Transaction transaction, DepositRequest request)
      throws SQLException {
    String currency = request.getAmount().getCurrency();
    String accountId = request.getAccountId();
    account(transaction, accountId).requireCurrency(currency);
    Transfer transfer =
        Transfer.deposit(ids.next("dep"), currency, accountId, request.getAmount().getMinorUnits());
    return DepositResponse.newBuilder()
        .setVersion(Contract.VERSION)
        .setAccount(post(transaction, transfer).get(accountId).toMessage())
        .build();
  }

  private ReserveResponse reserve(Transaction transaction, ReserveRequest request)
      throws SQLException {
    ReservedMoney money =
        new ReservedMoney(
            ids.next("res"),
            request.getPayerAccountId(),
            request.getPayeeAccountId(),
            request.getAmount().getCurrency(),
            request.getAmount().getMinorUnits(),
            State.HELD,
            nowMillis());
    account(transaction, money.payeeAccountId()).requireCurrency(money.currency());
    post(transaction, Transfer.reserve(money.reservationId(), money));
    store.insertReservation(transaction, money);
    return ReserveResponse.newBuilder()
        .setVersion(Contract.VERSION)
        .setReservation(money.toMessage())
        .build();
  }

  private ConfirmResponse confirm(Transaction transaction, ConfirmRequest request)
      throws SQLException {
    ReservedMoney money = heldMoney(transaction, request.getReservationId());
    post(transaction, Transfer.confirm(ids.next("cnf"), money));
    return ConfirmResponse.newBuilder()
        .setVersion(Contract.VERSION)
        .setReservation(end(transaction, money, State.CONFIRMED))
        .build();
  }

  private CancelResponse cancel(Transaction transaction, CancelRequest request)
      throws SQLException {
    ReservedMoney money = heldMoney(transaction, request.getReservationId());
    post(transaction, Transfer.cancel(ids.next("cnl"), money));
    return CancelResponse.newBuilder()
        .setVersion(Contract.VERSION)
        .setReservation(end(transaction, money, State.CANCELLED))
        .build();
  }

  private io.vertebra.payment.account.v1.Reservation end(
      Transaction transaction, ReservedMoney money, State state) throws SQLException {
    ReservedMoney ended = money.with(state);
    store.updateReservation(transaction, ended);
    return ended.toMessage();
  }

  private ReservedMoney heldMoney(Transaction transaction, String reservationId)
      throws SQLException {
    ReservedMoney money =
        store
            .lockedReservation(transaction, reservationId)
            .orElseThrow(() -> Refusals.reservationNotFound(reservationId));
    if (money.state() != State.HELD) {
      throw Refusals.reservationNotHeld(money);
    }
    return money;
  }

  private LedgerAccount account(Transaction transaction, String accountId) throws SQLException {
    return store
        .account(transaction, accountId)
        .orElseThrow(() -> Refusals.accountNotFound(accountId));
  }

  /** Writes a transfer; the only place where balances change. Returns the accounts after it. */
  private Map<String, LedgerAccount> post(Transaction transaction, Transfer transfer)
      throws SQLException {
    Map<String, LedgerAccount> accounts = new TreeMap<>();
    for (String id : transfer.accountIds()) {
      accounts.put(
          id, store.lockedAccount(transaction, id).orElseThrow(() -> Refusals.accountNotFound(id)));
    }
    for (Entry entry : transfer.entries()) {
      accounts.computeIfPresent(
          entry.accountId(), (id, account) -> account.apply(entry, transfer.currency()));
    }
    for (LedgerAccount account : accounts.values()) {
      store.updateBalance(transaction, account);
    }
    store.insertEntries(transaction, transfer, nowMillis());
    return accounts;
  }

  private long nowMillis() {
    return time.now().toEpochMilli();
  }
}
