"""A line between browser and site that can be cut: a forwarder on a port of its own."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from types import TracebackType
from typing import Final, Self

from playwright.sync_api import Error

from tests.journeys.visitor import Visitor
from tests.processes.site import free_port

# A device that knows of its line; the flag is the only thing that outlives a page without one.
AWARE: Final = (
    """Object.defineProperty(navigator, 'onLine', { get: () => localStorage.getItem('line') !== 'cut' })"""
)
TELL: Final = (
    """([line, event]) => { localStorage.setItem('line', line); dispatchEvent(new Event(event)); }"""
)


class CutLine:
    """`with CutLine(port) as line:`, then `line.between(visitor)` and `with line.cut(visitor):`."""

    def __init__(self, to: int) -> None:
        self._to, self.port = to, free_port()
        self._listener: socket.socket | None = None
        self._open: list[socket.socket] = []

    def __enter__(self) -> Self:
        self._connect()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self._disconnect()

    def between(self, visitor: Visitor) -> None:
        """From here on the visitor comes over this line."""
        visitor.address = f"http://localhost:{self.port}"
        visitor.context.add_init_script(AWARE)

    @contextlib.contextmanager
    def cut(self, visitor: Visitor) -> Iterator[None]:
        """Nothing comes through while the block runs, and every open page learns of it."""
        self._disconnect()
        self._tell(visitor, "cut", "offline")
        yield
        self._connect()
        self._tell(visitor, "there", "online")

    def _tell(self, visitor: Visitor, line: str, event: str) -> None:
        for page in visitor.context.pages:
            # The browser's own page about the missing line has nothing to hear.
            with contextlib.suppress(Error):
                page.evaluate(TELL, [line, event])

    def _connect(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def _disconnect(self) -> None:
        listener, self._listener = self._listener, None
        for each in (listener, *self._open):
            if each:
                # Closing alone would not wake who waits for it.
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
                each.close()
        self._open.clear()

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.create_connection(("127.0.0.1", self._to))
                self._open += [near, far]
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=_pour, args=(source, sink), daemon=True).start()


def _pour(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65_536):
            sink.sendall(data)
    with contextlib.suppress(OSError):
        sink.shutdown(socket.SHUT_RDWR)
