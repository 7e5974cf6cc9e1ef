"""Giving out a paper over HTTP."""

from __future__ import annotations

import hashlib
import io
from typing import Any, Final

from django.http import FileResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request

EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF: Final[Any] = {(200, "application/pdf"): OpenApiTypes.BINARY}


def pdf_answer(request: Request, content: bytes, name: str) -> HttpResponseBase:
    """A PDF to keep, to one person: nobody in between stores it, and who has it already hears so (304)."""
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    answer = FileResponse(
        io.BytesIO(content),
        as_attachment=True,
        filename=name,
        content_type="application/pdf",
        headers={"ETag": etag, "Cache-Control": "private, no-cache"},
    )
    # FileResponse sets no length for what lies in memory.
    answer["Content-Length"] = str(len(content))
    known = get_conditional_response(request._request, etag=etag)
    return known or answer


def public_file(content: bytes, name: str, kind: str, etag: str) -> HttpResponseBase:
    """A file for everybody to keep, which caches may hold for a while and then ask about by its `etag`."""
    answer = FileResponse(
        io.BytesIO(content),
        as_attachment=True,
        filename=name,
        content_type=kind,
        headers={"ETag": etag, "Cache-Control": "public, max-age=300"},
    )
    answer["Content-Length"] = str(len(content))
    return answer
