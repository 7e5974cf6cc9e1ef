"""What an office reads of its mail: the outbox, a round's mail, and how its kinds of letters are worded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from common.errors import NotFound
from common.queries import state_counts
from fund.models import Fund, Round
from fund.permissions import live_roles
from fund.wording import words
from notices.models import HeldScope, LetterText, Notice
from notices.texts import Text, render, text_of
from notices.wording import TEXT_FIELDS, WORDED, known_placeholders, own_texts, sample, text_as
from trail.services import Actor, subject_of

OwnWords = dict[tuple[str, str], LetterText]


def visible_letters(user: Actor) -> QuerySet[Notice]:
    """Every letter of the funds a person works for, with its recipient. 1 query."""
    codes = live_roles(user).values("fund__code")
    return Notice.objects.filter(fund_code__in=codes).exclude(fund_code="").select_related("recipient")


def words_for(letters: Iterable[Notice]) -> OwnWords:
    """The funds' own words for these letters. 2 queries."""
    return own_texts({row.fund_code for row in letters}, {row.kind for row in letters})


def mail_of_round(user: Actor, round_id: int) -> dict[str, Any]:
    """Whether a round's mail is held, and its letters by state, to its office. 3 queries. Raises NotFound."""
    call = Round.objects.filter(pk=round_id, fund_id__in=live_roles(user).values("fund_id")).first()
    if call is None:
        raise NotFound
    scope = subject_of(call)
    held = HeldScope.objects.select_related("by").filter(scope=scope).first()
    return {
        "call": call,
        "held": held is not None,
        "by": held.by if held else None,
        "at": held.at if held else None,
        "counts": state_counts(Notice.objects.filter(scope=scope)),
    }


def letter_kinds(fund: Fund) -> list[dict[str, Any]]:
    """Every kind of letter with its Japanese subject, and whether the fund words it. 2 queries."""
    own = own_texts({fund.code}, WORDED)
    return [_kind(kind, own.get((fund.code, kind))) for kind in WORDED]


def letter_kind(fund: Fund, kind: str) -> dict[str, Any]:
    """One kind with its words, the product's, how it reads, and its versions, the latest first. 2 queries.
    Raises NotFound for a kind that funds do not word."""
    if kind not in WORDED:
        raise NotFound
    rows = LetterText.objects.filter(fund_code=fund.code, kind=kind).select_related("by")
    versions = list(rows.order_by("-number"))
    own = versions[0] if versions and versions[0].body_ja else None
    text = text_as(own) if own else text_of(kind)
    return {
        **_kind(kind, own),
        "number": versions[0].number if versions else 0,
        "words": _fields(text),
        "product_words": _fields(text_of(kind)),
        "placeholders": sorted(known_placeholders(kind)),
        "versions": versions,
        "preview": previewed(fund, kind, text),
    }


def _kind(kind: str, own: LetterText | None) -> dict[str, Any]:
    text = text_as(own) if own else text_of(kind)
    return {"kind": kind, "subject_ja": text.ja[0], "own": own is not None}


def _fields(text: Text) -> dict[str, str]:
    return dict(zip(TEXT_FIELDS, (*text.ja, *text.en), strict=True))


def previewed(fund: Fund, kind: str, text: Text) -> dict[str, str]:
    """A letter of a kind in both languages in these words: the fund's latest one, or an example. 1 query."""
    rows = Notice.objects.filter(fund_code=fund.code, kind=kind).exclude(context={})
    last = rows.order_by("-pk").values_list("context", flat=True).first()
    context = last or sample(words(fund.legal_mode), fund.name)
    shown: dict[str, str] = {}
    for language in ("ja", "en"):
        subject, body = render(kind, context, language, own=text)
        shown |= {f"subject_{language}": subject, f"body_{language}": body}
    return shown
