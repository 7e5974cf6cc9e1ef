"""The scanner is asked over a real socket."""

from __future__ import annotations

import socket
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from common import scanning
from tests import clamd


@pytest.fixture(params=["port", "path"])
def scanner(request: Any, settings: Any) -> Iterator[Any]:
    # A short path: a socket's name has room for 107 bytes.
    with (
        tempfile.TemporaryDirectory() as folder,
        clamd.running(Path(folder) / "clamd.sock" if request.param == "path" else None) as server,
    ):
        settings.CLAMAV = server.address
        yield server


def test_a_clean_file_and_the_test_virus(scanner: Any) -> None:
    assert scanning.scan(b"hello") == ""
    assert scanning.scan(b"") == ""
    assert scanning.scan(b"x" + clamd.EICAR) == "Eicar-Test-Signature"


def test_a_file_arrives_whole(scanner: Any) -> None:
    content = bytes(range(256)) * 40_000  # 10 MB in 157 pieces
    assert scanning.scan(content) == ""
    assert scanner.seen == [content]


def test_no_verdict_is_no_clean_bill(scanner: Any) -> None:
    with pytest.raises(scanning.NoVerdict, match="allocate memory"):
        scanning.scan(b"no verdict")
    with pytest.raises(scanning.NoVerdict):
        scanning.scan(bytes(clamd.LARGEST + 1))


@pytest.mark.parametrize("address", ["127.0.0.1:1", "/nowhere/clamd.sock", "127.0.0.1:port"])
def test_nobody_answers(settings: Any, address: str) -> None:
    settings.CLAMAV = address
    with pytest.raises(scanning.ScannerAway):
        scanning.scan(b"hello")


def test_one_who_hangs_up_gives_no_verdict(settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def hang_up() -> None:
            line, _ = server.accept()
            line.recv(1000)
            line.close()

        threading.Thread(target=hang_up, daemon=True).start()
        settings.CLAMAV = f"127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(scanning.NoVerdict):
            scanning.scan(b"hello")
