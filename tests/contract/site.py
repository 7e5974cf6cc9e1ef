"""The site as a WSGI application of which nothing stays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction

from config.wsgi import application


def undone(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """The site, but nothing that a request does stays: the next one finds the same world."""
    with _one_connection(), transaction.atomic():
        answer: Iterable[bytes] = application(environ, start_response)
        body = b"".join(answer)
        getattr(answer, "close", bool)()
        if connection.vendor == "postgresql":
            connection.check_constraints()  # what a commit would find
        transaction.set_rollback(True)
    return [body]


@contextmanager
def _one_connection() -> Iterator[None]:
    """A request closes its connection, and the test's transaction is in it."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    try:
        yield
    finally:
        request_started.connect(close_old_connections)
        request_finished.connect(close_old_connections)
