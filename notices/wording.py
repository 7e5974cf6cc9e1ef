"""What a fund may write in its own words, and how its words are found for a letter."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Final

from django.db.models import Max, Q

from common.errors import FieldFault
from notices.models import LetterText, Notice
from notices.texts import PLAIN, TEXTS, Text, placeholders, render, text_of

WORDED: Final = tuple(sorted(TEXTS.keys() - PLAIN - {"account_changed", "bank_account_changed"}))
"""Kinds whose words are a fund's own; letters about somebody's account are the product's."""

TEXT_FIELDS: Final = ("subject_ja", "body_ja", "subject_en", "body_en")
LONGEST_SUBJECT: Final = 200
LONGEST_BODY: Final = 10_000

SHARED: Final = ("fund", "round", "group", "title", "number")
"""Placeholders that may be used wherever the letter knows them."""


def known_placeholders(kind: str) -> set[str]:
    """The placeholders that a text of this kind may hold: those of the product's words, and the shared."""
    return placeholders(text_of(kind)) | set(SHARED)


def text_faults(texts: dict[str, str], known: Collection[str]) -> Iterable[FieldFault]:
    """Everything that keeps texts (by JSON pointer) from being sent, each with its mend."""
    for pointer, text in texts.items():
        if not text.strip():
            ja, en = "文面を入れてください。", "Write the text."
            yield FieldFault(pointer, "notices.text_empty", ja, en)
            continue
        longest = LONGEST_SUBJECT if "subject" in pointer else LONGEST_BODY
        if len(text) > longest:
            ja = f"{longest:,}文字までにしてください。"
            yield FieldFault(pointer, "notices.text_long", ja, f"At most {longest:,} characters.")
        if "subject" in pointer and len(text.strip().splitlines()) > 1:
            ja, en = "件名は1行にしてください。", "A subject is one line."
            yield FieldFault(pointer, "notices.subject_lines", ja, en)
        yield from _placeholder_faults(pointer, text, known)


def _placeholder_faults(pointer: str, text: str, known: Collection[str]) -> Iterable[FieldFault]:
    try:
        used = placeholders(Text((text, ""), ("", "")))
    except ValueError:
        ja = "{ と } の組がそろっていません。文字として使うときは {{ }} と書いてください。"
        en = "A { or } stands alone. Write {{ or }} for the character itself."
        yield FieldFault(pointer, "notices.brace", ja, en)
        return
    for name in sorted(used - set(known)):
        may = "、".join(f"{{{each}}}" for each in sorted(known))
        ja = f"{{{name[:60]}}} という差込みはありません。使えるもの: {may}"
        en = f"There is no placeholder {{{name[:60]}}}. You may use: {may}"
        yield FieldFault(pointer, "notices.placeholder", ja, en)


def own_texts(fund_codes: Iterable[str], kinds: Iterable[str]) -> dict[tuple[str, str], LetterText]:
    """The funds' own words by fund and kind, where they have some. 1 query."""
    wanted = Q(fund_code__in=set(fund_codes), kind__in=set(kinds))
    newest = LetterText.objects.filter(wanted).values("fund_code", "kind").annotate(newest=Max("number"))
    last = {(row["fund_code"], row["kind"]): row["newest"] for row in newest}
    return {
        (row.fund_code, row.kind): row
        for row in LetterText.objects.filter(wanted)
        if row.number == last[row.fund_code, row.kind] and row.body_ja
    }


def text_as(row: LetterText) -> Text:
    return Text((row.subject_ja, row.body_ja), (row.subject_en, row.body_en))


def written(notice: Notice, own: dict[tuple[str, str], LetterText]) -> tuple[str, str]:
    """Subject and body of a letter as it would go out now, in the recipient's language."""
    recipient = notice.recipient
    text = unfilled(notice, own)
    name = recipient.name if recipient else ""
    return render(notice.kind, notice.context, _language(notice), name=name, own=Text(text, text))


def unfilled(notice: Notice, own: dict[tuple[str, str], LetterText]) -> tuple[str, str]:
    """The same with its placeholders: the letter's own words, else the fund's, else the product's."""
    if notice.own_body:
        return notice.own_subject, notice.own_body
    found = own.get((notice.fund_code, notice.kind))
    text = text_as(found) if found else text_of(notice.kind)
    return text.ja if _language(notice) == "ja" else text.en


def _language(notice: Notice) -> str:
    return notice.recipient.language if notice.recipient else "ja"


def placeholders_of(notice: Notice) -> set[str]:
    """What the words of one letter may hold: what its kind may, and what the letter knows besides."""
    return known_placeholders(notice.kind) | (set(notice.context) - {"words"})


def sample(words: dict[str, Any], fund: str) -> dict[str, Any]:
    """A context to try a text on, for a fund that has sent no such letter yet."""
    return {**SAMPLE, "fund": fund, "words": words}


SAMPLE: Final[dict[str, Any]] = {
    "round": "令和8年度 まちづくり助成",
    "group": "みはらし里山の会",
    "title": "里山の手入れと観察会",
    "number": "R8-05-001",
    "amount": "200,000円",
    "kind": "概算払",
    "accept_by": "2026-07-15",
    "due_on": "2027-03-31",
    "closes_at": "2026-05-16T17:00:00+09:00",
    "decided_on": "令和8年7月1日",
    "submitted_at": "令和8年5月10日(日) 21:14",
    "submitted_on": "令和9年3月20日",
    "received_on": "令和8年4月20日",
    "paid_on": "令和8年8月31日",
    "pay_on": "令和8年8月31日(月)",
    "sha256": "3f1c…",
    "fields": "・事業の概要",
    "rows": "・2行目 消耗品費",
    "message": "金額の内訳をお書きください。",
    "reason": "書類の不足",
    "changes": "・締切を延ばしました",
    "notice": "ご不明な点は事務局へお尋ねください。",
    "until": "令和8年5月20日(水) 17:00",
    "count": "6",
    "member": "委員A",
    "conditions": "事業の実施中は看板を掲げてください。",
    "result": "不採択",
    "position": "1",
    "refund": "15,000円",
    "fixed": "185,000円",
    "paid": "200,000円",
    "top_up": "0円",
    "left": 15_000,
    "interest": "0円",
    "total": "1,200,000円",
    "failed": "0",
    "donor": "青木 花子",
    "sub_fund": "一般枠",
    "file": "見積書.pdf",
    "state": "ウイルスの疑い",
}
