"""Asking clamd whether a file carries a virus, where a site has one (`CLAMAV`).

Its INSTREAM command: the length of each piece as four bytes, the piece, at the end a length of 0. The
answer is `stream: OK` or `stream: NAME FOUND`.
"""

from __future__ import annotations

import socket
import struct
from typing import Final

from django.conf import settings

PORT: Final = 3310
PIECE: Final = 1 << 16
SECONDS_TO_CONNECT: Final = 5
SECONDS_TO_ANSWER: Final = 30
LONGEST_ANSWER: Final = 4096


class ScannerAway(Exception):
    """Nobody answers at the scanner's address."""


class NoVerdict(Exception):
    """The scanner answered, but not whether this file is clean."""


def is_configured() -> bool:
    return bool(settings.CLAMAV)


def scan(content: bytes) -> str:
    """The name of what was found in `content`, empty when it is clean. Raises ScannerAway, NoVerdict."""
    with _connect(settings.CLAMAV) as line:
        try:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), PIECE):
                piece = content[start : start + PIECE]
                line.sendall(struct.pack("!L", len(piece)) + piece)
            line.sendall(struct.pack("!L", 0))
            answer = _read(line)
        except OSError as error:
            raise NoVerdict(str(error)) from error
    if answer == "stream: OK":
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    raise NoVerdict(answer)


def _connect(address: str) -> socket.socket:
    """To `host:port`, or to a socket's path. Raises ScannerAway."""
    try:
        if address.startswith("/"):
            line = _connect_path(address)
        else:
            host, _, port = address.rpartition(":") if ":" in address else (address, "", "")
            line = socket.create_connection((host.strip("[]"), int(port or PORT)), SECONDS_TO_CONNECT)
    except (OSError, ValueError) as error:
        raise ScannerAway(f"{address}: {error}") from error
    line.settimeout(SECONDS_TO_ANSWER)
    return line


def _connect_path(path: str) -> socket.socket:
    line = socket.socket(socket.AF_UNIX)
    try:
        line.settimeout(SECONDS_TO_CONNECT)
        line.connect(path)
    except OSError:
        line.close()
        raise
    return line


def _read(line: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        more = line.recv(LONGEST_ANSWER)
        if not more:
            break
        answer += more
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")
