"""An issued letter as PDF."""

from __future__ import annotations

from awards.models import OfficialLetter
from common.calendar import wareki
from common.clock import JST
from common.papers.typesetting import render

TEMPLATE = "awards/papers/letter.typ"


def letter_pdf(letter: OfficialLetter) -> bytes:
    """The letter as it was issued; the same bytes each time. Raises PaperTooLong. No query."""
    facts = letter.facts
    return render(
        TEMPLATE,
        {
            **facts,
            "rows": [{"label": label, "value": value} for label, value in facts["rows"]],
            "title": letter.title,
            "number": letter.number,
            "date": wareki(letter.issued_at.astimezone(JST).date()),
        },
        at=letter.issued_at,
    )
