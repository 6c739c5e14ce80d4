"""Calls the streaming services with stock grpcio and nothing of Vertebra.

usage: streams_client.py HOST:PORT DESCRIPTOR_SET

Watches quotes until it has enough, cancels another watch, lets the deadline of a third pass; uploads
good log records and bad ones; presses the keys of a telephone; prints what came of each.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
sys.path.insert(0, str(pathlib.Path(__file__).parents[4] / "docs" / "examples"))

import grpc  # noqa: E402

from contract import load, message_class, method  # noqa: E402
from keypad_sound import chunks, sound  # noqa: E402

DETAILS = "grpc-status-details-bin"


def main(address, descriptor_set):
    pool = load(descriptor_set)
    channel = grpc.insecure_channel(address)

    def stub(full_name):
        return method(channel, pool, full_name)

    def message(name, **fields):
        return message_class(pool, name)(version=1, **fields)

    def refused(call):
        """What a call fails with: its code, and the reason among its details."""
        try:
            call()
        except grpc.RpcError as error:
            details = dict(error.trailing_metadata()).get(DETAILS, b"")
            reasons = ("INVALID_RECORD", "UNKNOWN_PAIR", "CHUNK_OUT_OF_ORDER")
            reason = [name for name in reasons if name.encode() in details]
            return " ".join([error.code().name] + reason)
        return "nothing"

    watch = stub("payment.quote.v1.Quotes/Watch")

    def watching(**fields):
        return message("payment.quote.v1.WatchRequest", pairs=["EUR/USD"], **fields)

    quotes = [answer.quote for answer in watch(watching(max_quotes=5), timeout=20)]
    print("watched: %d quotes of %s" % (len(quotes), quotes[0].pair))
    running = watch(watching(), timeout=20)
    next(running)
    running.cancel()
    print("cancelled: " + refused(lambda: next(running)))
    print("too late: " + refused(lambda: list(watch(watching(), timeout=0.5))))
    get = stub("payment.quote.v1.Quotes/Get")
    unknown = message("payment.quote.v1.GetRequest", pair="EUR/XYZ")
    print("unknown: " + refused(lambda: get(unknown, timeout=20)))

    upload = stub("payment.logs.v1.Logs/Upload")

    def records(*texts):
        return message(
            "payment.logs.v1.UploadRequest",
            records=[
                message("payment.logs.v1.LogRecord", severity=2, source="python", message=text)
                for text in texts
            ],
        )

    summary = upload(iter([records("a", "b\nc"), records("d")]), timeout=20)
    print("uploaded: %d records, synced: %s" % (summary.accepted_records, summary.synced))
    bad = iter([records("e"), records("f", "")])
    print("bad record: " + refused(lambda: upload(bad, timeout=20)))

    translate = stub("payment.interpreter.v1.Interpreter/TranslateStream")

    def pressed(keys, first=0):
        for chunk_id, (piece, is_final) in enumerate(chunks(sound(keys)), first):
            yield message(
                "payment.interpreter.v1.TranslationRequest",
                session_id="sess_abc123",
                chunk_id=chunk_id,
                audio_data=piece,
                is_final=is_final,
                language=2,
            )

    for answer in translate(pressed("1#2#"), timeout=20):
        print("[%s] %s" % ("final" if answer.is_final else "so far", answer.text))
    print("from 1: " + refused(lambda: list(translate(pressed("1", first=1), timeout=20))))


if __name__ == "__main__":
    main(*sys.argv[1:])
