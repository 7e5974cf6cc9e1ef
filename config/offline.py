"""The worker that gives the form back without signal, served where it may rule every address."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

SOURCE: Final = "src/worker/worker.ts"
# Set on the page in which the application starts, so that the worker knows it from others.
SHELL_HEADER: Final = "Machitane-Shell"


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The worker's code after the names of the release's files, so that every release brings a new one."""
    built = Path(settings.SCREENS_DIR) / ".vite" / "manifest.json"
    if not built.exists():
        raise Http404
    return HttpResponse(
        code(built, built.stat().st_mtime_ns),
        content_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": "no-cache", "Service-Worker-Allowed": "/"},
    )


@lru_cache(maxsize=1)
def code(built: Path, changed: int) -> str:
    """What is served; made anew when the screens were built anew."""
    manifest: dict[str, dict[str, Any]] = json.loads(built.read_text(encoding="utf-8"))
    own = manifest[SOURCE]["file"]
    names = {name for part in manifest.values() for name in (part["file"], *part.get("css", ()))} - {own}
    release = json.dumps(
        [f"{settings.STATIC_URL}app/{name}" for name in sorted(names)], separators=(",", ":")
    )
    source = (built.parent.parent / str(own)).read_text(encoding="utf-8")
    return f"self.RELEASE={release};\n{source}"
