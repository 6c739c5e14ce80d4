"""Goes through cases of gRPC's interoperability tests with stock grpcio and nothing of Vertebra.

usage: interop_client.py HOST:PORT DESCRIPTOR_SET [--ca FILE --server-name NAME] CASE...
       interop_client.py --list

DESCRIPTOR_SET is a file with a FileDescriptorSet of grpc.testing. With --ca the channel is TLS, and
trusts that authority alone; --server-name is what the certificate is to say in place of HOST.
Prints "ok CASE" or "FAILED CASE: REASON" for each, and fails in the end when one did. --list prints
the cases there are.

What each does: https://github.com/grpc/grpc/blob/master/doc/interop-test-descriptions.md. Of the
cases of the Java client client_compressed_streaming is missing: grpcio compresses all requests of
a call or none.
"""

import argparse
import contextlib
import queue
import sys

import grpc

from contract import load, message_class, method
from relay import Relay

SECONDS = 20
LARGE_REQUEST = 271828
LARGE_RESPONSE = 314159
REQUESTS = (27182, 8, 1828, 45904)
RESPONSES = (31415, 9, 2653, 58979)
INITIAL = ("x-grpc-test-echo-initial", "test_initial_metadata_value")
TRAILING = ("x-grpc-test-echo-trailing-bin", b"\xab\xab\xab")
SPECIAL = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n"
# More than frames and headers of a response take, less than any response to be compressed.
FRAMING_BYTES = 10000
SOAK_CALLS = 10


def expect(actual, expected):
    if actual != expected:
        raise AssertionError("%r (expected: %r)" % (actual, expected))


def expect_zeros(payload, size):
    if payload.body != bytes(size):
        found = (len(payload.body), any(payload.body))
        raise AssertionError("bytes, any not zero: %r (expected: %r)" % (found, (size, False)))


def failure(call):
    """The error that a call ends with, which has to."""
    try:
        call()
    except grpc.RpcError as error:
        return error
    raise AssertionError("OK (expected: a failure)")


class Client:
    def __init__(self, connect, address, descriptor_set):
        self.connect = connect
        self.address = address
        self.pool = load(descriptor_set)
        self.channel = connect(address)
        self.empty = self.message("Empty")
        self.simple = self.message("SimpleRequest")
        self.input = self.message("StreamingInputCallRequest")
        self.output = self.message("StreamingOutputCallRequest")
        self.parameters = self.message("ResponseParameters")
        self.bool = self.message("BoolValue")
        self.payload = self.message("Payload")
        self.status = self.message("EchoStatus")

    def message(self, name):
        return message_class(self.pool, "grpc.testing." + name)

    def method(self, name, service="TestService", channel=None):
        return method(channel or self.channel, self.pool, "grpc.testing.%s/%s" % (service, name))

    def zeros(self, size):
        return self.payload(body=bytes(size))

    def large(self, **fields):
        return self.simple(
            response_size=LARGE_RESPONSE, payload=self.zeros(LARGE_REQUEST), **fields
        )

    def asking(self, size, payload_size):
        return self.output(
            response_parameters=[self.parameters(size=size)], payload=self.zeros(payload_size)
        )

    def unary(self, request, channel=None, **options):
        """The call itself, when it has answered as a large unary call is to."""
        stub = self.method("UnaryCall", channel=channel)
        response, call = stub.with_call(request, timeout=SECONDS, **options)
        expect_zeros(response.payload, LARGE_RESPONSE)
        return call

    @contextlib.contextmanager
    def conversation(self, timeout=SECONDS, **options):
        """A bidirectional call: a function that sends, None at the end, and the call itself."""
        requests = queue.Queue()
        sent = iter(requests.get, None)
        call = self.method("FullDuplexCall")(sent, timeout=timeout, **options)
        try:
            yield requests.put, call
        finally:
            requests.put(None)

    def empty_unary(self):
        response = self.method("EmptyCall")(self.empty(), timeout=SECONDS)
        expect(response, self.empty())

    def large_unary(self):
        self.unary(self.large())

    def client_compressed_unary(self):
        expecting = self.large(expect_compressed=self.bool(value=True))
        probe = failure(lambda: self.unary(expecting, compression=grpc.Compression.NoCompression))
        expect(probe.code(), grpc.StatusCode.INVALID_ARGUMENT)
        self.unary(expecting, compression=grpc.Compression.Gzip)
        plain = self.large(expect_compressed=self.bool(value=False))
        self.unary(plain, compression=grpc.Compression.NoCompression)

    def server_compressed_unary(self):
        relay = Relay(self.address)
        with self.connect(relay.address) as channel:
            for compressed, plain_bytes in ((True, 0), (False, LARGE_RESPONSE)):
                request = self.large(response_compressed=self.bool(value=compressed))
                self.unary(request, channel=channel)
                self.expect_on_wire(relay, plain_bytes)

    def expect_on_wire(self, relay, plain_bytes):
        """grpcio does not tell whether a message came compressed; how much came does."""
        count = relay.take_count()
        if not plain_bytes <= count < plain_bytes + FRAMING_BYTES:
            expected = "%d uncompressed and little more" % plain_bytes
            raise AssertionError("bytes on the wire: %d (expected: %s)" % (count, expected))

    def client_streaming(self):
        requests = [self.input(payload=self.zeros(size)) for size in REQUESTS]
        response = self.method("StreamingInputCall")(iter(requests), timeout=SECONDS)
        expect(response.aggregated_payload_size, 74922)

    def server_streaming(self):
        asked = [self.parameters(size=size) for size in RESPONSES]
        stub = self.method("StreamingOutputCall")
        responses = list(stub(self.output(response_parameters=asked), timeout=SECONDS))
        self.expect_payloads(responses, RESPONSES)

    def server_compressed_streaming(self):
        asked = [
            self.parameters(size=size, compressed=self.bool(value=compressed))
            for size, compressed in ((31415, True), (92653, False))
        ]
        relay = Relay(self.address)
        with self.connect(relay.address) as channel:
            stub = self.method("StreamingOutputCall", channel=channel)
            responses = list(stub(self.output(response_parameters=asked), timeout=SECONDS))
        self.expect_payloads(responses, (31415, 92653))
        self.expect_on_wire(relay, 92653)

    def expect_payloads(self, responses, sizes):
        expect(len(responses), len(sizes))
        for response, size in zip(responses, sizes):
            expect_zeros(response.payload, size)

    def ping_pong(self):
        with self.conversation() as (send, responses):
            for request_size, size in zip(REQUESTS, RESPONSES):
                send(self.asking(size, request_size))
                expect_zeros(next(responses).payload, size)
            send(None)
            expect(list(responses), [])

    def empty_stream(self):
        with self.conversation() as (send, responses):
            send(None)
            expect(list(responses), [])
            expect(responses.code(), grpc.StatusCode.OK)

    def custom_metadata(self):
        metadata = (INITIAL, TRAILING)
        self.expect_echoed(self.unary(self.large(), metadata=metadata))
        with self.conversation(metadata=metadata) as (send, call):
            send(self.asking(LARGE_RESPONSE, LARGE_REQUEST))
            send(None)
            self.expect_payloads(list(call), (LARGE_RESPONSE,))
            self.expect_echoed(call)

    def expect_echoed(self, call):
        for sent, received in (
            (INITIAL, call.initial_metadata()),
            (TRAILING, call.trailing_metadata()),
        ):
            expect([tuple(entry) for entry in received if entry[0] == sent[0]], [sent])

    def status_code_and_message(self):
        self.echo_status("test status message")

    def special_status_message(self):
        self.echo_status(SPECIAL)

    def echo_status(self, message):
        status = self.status(code=2, message=message)
        unary = failure(lambda: self.unary(self.simple(response_status=status)))
        expect((unary.code(), unary.details()), (grpc.StatusCode.UNKNOWN, message))
        with self.conversation() as (send, responses):
            send(self.output(response_status=status))
            send(None)
            duplex = failure(lambda: list(responses))
            expect((duplex.code(), duplex.details()), (grpc.StatusCode.UNKNOWN, message))

    def unimplemented_method(self):
        self.expect_unimplemented("TestService")

    def unimplemented_service(self):
        self.expect_unimplemented("UnimplementedService")

    def expect_unimplemented(self, service):
        stub = self.method("UnimplementedCall", service)
        refused = failure(lambda: stub(self.empty(), timeout=SECONDS))
        expect(refused.code(), grpc.StatusCode.UNIMPLEMENTED)

    def cancel_after_begin(self):
        requests = queue.Queue()
        sent = iter(requests.get, None)
        call = self.method("StreamingInputCall").future(sent, timeout=SECONDS)
        call.cancel()
        expect(call.code(), grpc.StatusCode.CANCELLED)
        requests.put(None)

    def cancel_after_first_response(self):
        with self.conversation() as (send, responses):
            send(self.asking(31415, 27182))
            expect_zeros(next(responses).payload, 31415)
            responses.cancel()
            expect(failure(lambda: next(responses)).code(), grpc.StatusCode.CANCELLED)

    def timeout_on_sleeping_server(self):
        with self.conversation(timeout=0.001) as (send, responses):
            send(self.output(payload=self.zeros(27182)))
            late = failure(lambda: next(responses))
            expect(late.code(), grpc.StatusCode.DEADLINE_EXCEEDED)

    def rpc_soak(self):
        for _ in range(SOAK_CALLS):
            self.unary(self.large())


CASES = {
    case.__name__: case
    for case in (
        Client.empty_unary,
        Client.large_unary,
        Client.client_compressed_unary,
        Client.server_compressed_unary,
        Client.client_streaming,
        Client.server_streaming,
        Client.server_compressed_streaming,
        Client.ping_pong,
        Client.empty_stream,
        Client.custom_metadata,
        Client.status_code_and_message,
        Client.special_status_message,
        Client.unimplemented_method,
        Client.unimplemented_service,
        Client.cancel_after_begin,
        Client.cancel_after_first_response,
        Client.timeout_on_sleeping_server,
        Client.rpc_soak,
    )
}


def connector(authority_file, server_name):
    """A function that gives a channel to an address."""
    if authority_file is None:
        return grpc.insecure_channel
    with open(authority_file, "rb") as file:
        credentials = grpc.ssl_channel_credentials(file.read())
    options = [("grpc.ssl_target_name_override", server_name)]
    return lambda address: grpc.secure_channel(address, credentials, options)


def passes(client, name):
    try:
        if name not in CASES:
            raise AssertionError("no such case (expected: one that --list prints)")
        CASES[name](client)
    except grpc.RpcError as error:
        reason = "%s %r" % (error.code(), error.details())
    except Exception as error:
        reason = "%s: %s" % (type(error).__name__, error)
    else:
        print("ok " + name, flush=True)
        return True
    print("FAILED %s: %s" % (name, reason), flush=True)
    return False


class List(argparse.Action):
    def __call__(self, parser, *ignored):
        print("\n".join(CASES))
        parser.exit()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("address", metavar="HOST:PORT")
    parser.add_argument("descriptor_set", metavar="DESCRIPTOR_SET")
    parser.add_argument("cases", metavar="CASE", nargs="+")
    parser.add_argument("--ca", metavar="FILE")
    parser.add_argument("--server-name", metavar="NAME")
    parser.add_argument("--list", action=List, nargs=0)
    given = parser.parse_args()
    host, _, _ = given.address.rpartition(":")
    connect = connector(given.ca, given.server_name or host)
    client = Client(connect, given.address, given.descriptor_set)
    failed = [name for name in given.cases if not passes(client, name)]
    client.channel.close()
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
