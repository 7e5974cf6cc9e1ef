"""Letters of the development site: the folder that the catcher (config/mail_catcher.py) fills."""

from __future__ import annotations

import itertools
import re
import time
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from django.conf import settings

KEEP = 500
NAME = re.compile(r"\d{20}-\d{4}\.eml")
_number = itertools.count()


@dataclass(frozen=True)
class Letter:
    name: str
    subject: str
    sender: str
    to: str
    date: str
    body: str


def store(raw: bytes) -> Path:
    """Keep one letter; the oldest beyond `KEEP` go."""
    folder: Path = settings.CAUGHT_MAIL_DIR
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{time.time_ns():020d}-{next(_number) % 10_000:04d}.eml"
    half_written = path.with_suffix(".part")
    half_written.write_bytes(raw)
    half_written.rename(path)
    for old in _paths()[KEEP:]:
        old.unlink(missing_ok=True)
    return path


def letters(limit: int = 100) -> list[Letter]:
    """The newest first."""
    return [_read(path) for path in _paths()[:limit]]


def letter(name: str) -> Letter | None:
    """One letter by its file name; None when there is none of that name."""
    path = settings.CAUGHT_MAIL_DIR / name
    return _read(path) if NAME.fullmatch(name) and path.exists() else None


def _paths() -> list[Path]:
    return sorted(settings.CAUGHT_MAIL_DIR.glob("*.eml"), reverse=True)


def _read(path: Path) -> Letter:
    message = BytesParser(EmailMessage, policy=policy.default).parsebytes(path.read_bytes())
    part = message.get_body(("plain", "html"))
    content = part.get_content() if part else message.get_payload()
    return Letter(
        name=path.name,
        subject=message.get("Subject", ""),
        sender=message.get("From", ""),
        to=message.get("To", ""),
        date=str(message.get("Date", "")),
        body=content if isinstance(content, str) else "",
    )
