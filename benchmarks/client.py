"""A client as light as it can be: requests are ready bytes, connections stay open, an answer is read and counted."""

from __future__ import annotations

import socket
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Good = Callable[[int, bytes], bool]


@dataclass(frozen=True, slots=True)
class Run:
    """What one run measured. `seconds` from the first byte sent to the last answer; latencies in milliseconds."""

    requests: int
    errors: int
    seconds: float
    latencies: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.latencies)

    @property
    def p99(self) -> float:
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]


def drive(port: int, requests: Sequence[bytes], connections: int, good: Good) -> Run:
    """Send the requests over so many connections, each waiting for its answer before the next."""
    shares = [requests[place::connections] for place in range(connections)]
    latencies: list[list[float]] = [[] for _ in shares]
    errors = [0] * connections
    sockets = [socket.create_connection(("127.0.0.1", port)) for _ in shares]

    def work(place: int) -> None:
        with sockets[place] as connection, connection.makefile("rb") as stream:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for request in shares[place]:
                start = time.perf_counter()
                connection.sendall(request)
                status, body = read_answer(stream)
                latencies[place].append((time.perf_counter() - start) * 1000)
                errors[place] += not good(status, body)

    threads = [threading.Thread(target=work, args=(place,)) for place in range(connections)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - start
    measured = tuple(each for share in latencies for each in share)
    # A connection that broke on the way leaves its other requests unanswered: those are errors, too.
    return Run(len(requests), sum(errors) + len(requests) - len(measured), seconds, measured)


def read_answer(stream: socket.SocketIO | object) -> tuple[int, bytes]:
    """Status and body of one HTTP/1.1 answer with a Content-Length."""
    status = int(stream.readline().split(b" ", 2)[1])  # type: ignore[attr-defined]
    length = 0
    while (line := stream.readline()) not in (b"\r\n", b""):  # type: ignore[attr-defined]
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":", 1)[1])
    return status, stream.read(length)  # type: ignore[attr-defined]
