"""Passes on what a client and a server say, and counts the bytes of the server."""

import contextlib
import socket
import threading


class Relay:
    """A relay to HOST:PORT, at an address of its own, until the process ends."""

    def __init__(self, address):
        host, _, port = address.rpartition(":")
        self._to = (host, int(port))
        self._from_server = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def take_count(self):
        """The bytes of the server since this was asked before."""
        count, self._from_server = self._from_server, 0
        return count

    def _accept(self):
        while True:
            client, _ = self._listener.accept()
            server = socket.create_connection(self._to)
            for pump in ((client, server, False), (server, client, True)):
                threading.Thread(target=self._pump, args=pump, daemon=True).start()

    def _pump(self, source, sink, counted):
        # Either may have closed.
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                # Before the client has them: when it has a message, the message is counted.
                self._from_server += len(data) if counted else 0
                sink.sendall(data)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
