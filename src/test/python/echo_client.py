"""Calls the echo service in all four modes with stock grpcio and nothing of Vertebra.

usage: echo_client.py HOST:PORT DESCRIPTOR_SET [AUTHORITIES [CERTIFICATE KEY]]

With AUTHORITIES, a PEM file, it speaks TLS, and with CERTIFICATE and KEY shows who it is.

Checks messages, metadata both ways, error details, deadlines and cancels; prints "ok MODE: WHAT"
for each, and ends with an error at the first that is not so.
"""

import sys
import threading
import time

import grpc

from contract import load, message_class, method

SERVICE = "vertebra.test.v1.Echo/"
MODES = {"Unary": (0, 0), "ServerStream": (0, 1), "ClientStream": (1, 0), "BidiStream": (1, 1)}
SENT = (("custom", "value"), ("custom-bin", b"\x00\x01\xff"))


class Client:
    def __init__(self, address, descriptor_set, *tls):
        self.pool = load(descriptor_set)
        self.request = message_class(self.pool, "vertebra.test.v1.EchoRequest")
        self.failure = message_class(self.pool, "vertebra.test.v1.Failure")
        self.status = message_class(self.pool, "google.rpc.Status")
        self.info = message_class(self.pool, "google.rpc.ErrorInfo")
        self.channel = connect(address, *tls)

    def call(self, mode, requests, **options):
        """Starts a call; gives the call itself and a function that reads its responses."""
        streams, answers = MODES[mode]
        stub = method(self.channel, self.pool, SERVICE + mode)
        sent = iter(requests) if streams else requests[0]
        if answers:
            call = stub(sent, **options)
            return call, lambda: list(call)
        call = stub.future(sent, **options)
        return call, lambda: [call.result()]

    def check_messages(self, mode):
        requests = [self.request(text="a", count=2), self.request(text="b")]
        call, responses = self.call(mode, requests, metadata=SENT, timeout=10)
        texts = [response.text for response in responses()]
        expected = {
            "Unary": ["a"],
            "ServerStream": ["a", "a"],
            "ClientStream": ["a,b"],
            "BidiStream": ["a", "b"],
        }
        assert texts == expected[mode], texts
        headers, trailers = dict(call.initial_metadata()), dict(call.trailing_metadata())
        assert headers["echo-header"] == "h", headers
        assert headers["echo-bin"] == b"\x00\x01\xff", headers
        assert trailers["echo-trailer"] == "t", trailers
        assert call.code() == grpc.StatusCode.OK
        print("ok " + mode + ": messages and metadata")

    def check_failure(self, mode):
        fail = self.failure(code=9, message="nö 100%", reason="BROKEN")
        error = self.error(mode, [self.request(text="a", failure=fail)], timeout=10)
        assert error.code() == grpc.StatusCode.FAILED_PRECONDITION, error
        assert error.details() == "nö 100%", error.details()
        trailers = dict(error.trailing_metadata())
        assert trailers["failure-trailer"] == "f", trailers
        status = self.status.FromString(trailers["grpc-status-details-bin"])
        info = self.info.FromString(status.details[0].value)
        assert (info.reason, info.domain) == ("BROKEN", "test.vertebra.io"), info
        print("ok " + mode + ": error with details")

    def check_deadline(self, mode):
        began = time.monotonic()
        error = self.error(mode, [self.request(count=1, delay_ms=30000)], timeout=0.3)
        assert error.code() == grpc.StatusCode.DEADLINE_EXCEEDED, error
        assert time.monotonic() - began < 10
        print("ok " + mode + ": deadline")

    def check_cancel(self, mode):
        call, responses = self.call(mode, [self.request(count=1, delay_ms=30000)], timeout=60)
        threading.Timer(0.3, call.cancel).start()
        try:
            responses()
        except (grpc.RpcError, grpc.FutureCancelledError):
            pass
        assert call.cancelled(), call
        print("ok " + mode + ": cancel")

    def error(self, mode, requests, **options):
        call, responses = self.call(mode, requests, **options)
        try:
            got = responses()
        except grpc.RpcError as error:
            return error
        raise AssertionError(mode + ": answered " + str(got))


def connect(address, authorities=None, certificate=None, key=None):
    if authorities is None:
        return grpc.insecure_channel(address)
    shown = (read(key), read(certificate)) if certificate else ()
    return grpc.secure_channel(address, grpc.ssl_channel_credentials(read(authorities), *shown))


def read(path):
    with open(path, "rb") as file:
        return file.read()


def main(address, descriptor_set, *tls):
    client = Client(address, descriptor_set, *tls)
    for mode in MODES:
        client.check_messages(mode)
        client.check_failure(mode)
        client.check_deadline(mode)
        client.check_cancel(mode)


if __name__ == "__main__":
    main(*sys.argv[1:])
