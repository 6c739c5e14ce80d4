"""Pays with stock grpcio and nothing of Vertebra.

usage: payment_client.py HOST:PORT DESCRIPTOR_SET

Opens two accounts, funds one, pays from it twice with the same key, once with another amount under
that key, and once too much; prints what came of each.
"""

import pathlib
import sys
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))

import grpc  # noqa: E402

from contract import load, message_class, method  # noqa: E402


def main(address, descriptor_set):
    pool = load(descriptor_set)
    channel = grpc.insecure_channel(address)
    run = uuid.uuid4().hex[:12]

    def call(full_name, **fields):
        stub = method(channel, pool, full_name)
        service, name = full_name.split("/")
        request = pool.FindServiceByName(service).FindMethodByName(name).input_type.full_name
        return stub(message_class(pool, request)(version=1, **fields), timeout=20)

    def euro(minor_units):
        return message_class(pool, "payment.type.v1.Money")(
            minor_units=minor_units, currency="EUR"
        )

    def pay(key, minor_units):
        return call(
            "payment.v1.Payment/Pay",
            idempotency_key=key,
            payer_account_id="py-ann-" + run,
            payee_account_id="py-bob-" + run,
            payer_name="Ann",
            amount=euro(minor_units),
        ).payment

    def balance(name):
        account = "py-" + name + "-" + run
        answer = call("payment.account.v1.Account/Balance", account_id=account)
        return answer.account.available.minor_units

    for name in ("Ann", "Bob"):
        call(
            "payment.account.v1.Account/Open",
            idempotency_key="open-" + name + run,
            holder_name=name,
            currency="EUR",
            account_id="py-" + name.lower() + "-" + run,
        )
    call(
        "payment.account.v1.Account/Deposit",
        idempotency_key="fund" + run,
        account_id="py-ann-" + run,
        amount=euro(1000),
    )
    first, again = pay("key" + run, 300), pay("key" + run, 300)
    settled = first.DESCRIPTOR.fields_by_name["state"].enum_type.values_by_number[first.state].name
    print("paid: " + settled)
    print("paid again: " + ("the same" if first.payment_id == again.payment_id else "another"))
    try:
        pay("key" + run, 301)
    except grpc.RpcError as error:
        print("same key, other amount: " + error.code().name)
    print("left: %d and %d" % (balance("ann"), balance("bob")))


if __name__ == "__main__":
    main(*sys.argv[1:])
