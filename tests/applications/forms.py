"""A form that may be filed as it is, and files with true beginnings."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from pypdf import PdfWriter

CONSENTS = ["antisocial", "personal_data", "publication"]
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 20
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


def pdf(pages: int = 1, password: str | None = None) -> bytes:
    """A true PDF of blank pages."""
    made, held = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        made.add_blank_page(72, 72)
    if password is not None:
        made.encrypt(user_password=password, owner_password="owner")
    made.write(held)
    return held.getvalue()


PDF = pdf()


def form(**changes: Any) -> dict[str, Any]:
    """20,000 × 3 + 5,000 × 8 = 100,000 of expense; 80,000 requested and 20,000 of fees."""
    return {
        "title": "みどりの観察会",
        "summary": "緑地で月に一度の観察会をひらきます。",
        "purpose": "緑地を知る人を増やします。",
        "activities": "観察会を8回ひらきます。",
        "outcome": "のべ200人が参加します。",
        "continuation": "会費で続けます。",
        "tags": ["環境"],
        "continuing": False,
        "requested": 80_000,
        "income": [{"category": "会費", "description": "会費から", "amount": 20_000}],
        "expenses": [
            {
                "category": "報償費",
                "description": "講師",
                "unit_price": 20_000,
                "quantity": 3,
                "unit": "回",
                "eligible": True,
                "quote_attached": False,
            },
            {
                "category": "消耗品費",
                "description": "文具",
                "unit_price": 5_000,
                "quantity": 8,
                "unit": "組",
                "eligible": True,
                "quote_attached": False,
            },
        ],
        "schedule": [{"date": "2025-08-02", "what": "観察会", "place": "緑地"}],
        "answers": {},
        "consents": list(CONSENTS),
        **changes,
    }


def office_file(part: str) -> bytes:
    """An Office file as far as its kind goes."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(part, "<x/>")
    return held.getvalue()
