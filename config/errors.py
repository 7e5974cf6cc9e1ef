"""Every refusal of the product as a page: found through the one family of errors, so none is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from django.conf import settings

from common.api.problems import FRAMEWORK, OF_DJANGO
from common.errors import DomainError

HEAD = """# Refusals

Written by `manage.py list_errors` from the classes; a test holds this page equal to them. Every refusal
under `/api/` is `application/problem+json` with `type`, `title`, `status`, `detail`, `code`, and both
languages in `detail_ja` and `detail_en`. Programs branch on `code`, which never changes. `{…}` is filled
in with the case at hand. Field refusals (422) list every field under `errors`, each with `pointer`, `code`
and both languages.

| code | status | when | what it says |
|---|---|---|---|
"""
NOT_IMPORTED = {"migrations", "management", "urls", "gunicorn", "asgi", "wsgi"}


def refusals() -> list[type[DomainError]]:
    """All subclasses in the product's rooms, by code."""
    _import_all_rooms()
    ours = [kind for kind in _below(DomainError) if kind.__module__.split(".")[0] in _rooms()]
    return sorted(ours, key=lambda kind: (kind.code, kind.__module__, kind.__name__))


def document() -> str:
    """The whole page."""
    rows: dict[str, str] = {}
    for kind in refusals():
        when = " ".join((kind.__doc__ or "").split())
        rows.setdefault(kind.code, _row(kind.code, str(kind.status), when, f"{kind.ja}<br>{kind.en}"))
    for error, code, ja, en in FRAMEWORK:
        status = getattr(error, "status_code", 0) or OF_DJANGO[error]
        rows.setdefault(code, _row(code, str(status), "the request itself", f"{ja}<br>{en}"))
    return HEAD + "".join(rows[code] for code in sorted(rows))


def _row(*cells: str) -> str:
    first, *rest = (cell.replace("|", "\\|").replace("\n", " ") for cell in cells)
    return f"| `{first}` | {' | '.join(rest)} |\n"


def _below(kind: type[DomainError]) -> Iterator[type[DomainError]]:
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)


def _rooms() -> set[str]:
    return {name for name in settings.INSTALLED_APPS if "." not in name}


def _import_all_rooms() -> None:
    """A class is known once its module is: all modules but migrations and commands."""
    for room in sorted(_rooms()):
        folder = Path(settings.BASE_DIR) / room
        for path in sorted(folder.rglob("*.py")):
            parts = path.relative_to(settings.BASE_DIR).with_suffix("").parts
            if not NOT_IMPORTED & set(parts):
                import_module(".".join(part for part in parts if part != "__init__"))
