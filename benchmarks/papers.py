"""A hundred letters of the office, each another one, against typst alone on the same template and facts.

The subject makes PDFs out of issued letters (`awards.papers.setting.letter_pdf`): facts cleaned, characters
looked up in the fonts, each paper compiled under the lock. The floor hands typst facts that are text already.
Time may be twice the floor's.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone

import typst

from awards.models import OfficialLetter
from awards.papers.setting import TEMPLATE, letter_pdf
from benchmarks.harness import Result, compare, report, timed
from common.papers import typesetting
from common.papers.glyphs import FONTS

LETTERS = 100
AT = datetime(2026, 7, 1, 10, tzinfo=timezone(timedelta(hours=9)))
_written = 0


def letters() -> list[OfficialLetter]:
    """A hundred letters that were never set before: typst remembers pages it has seen."""
    global _written
    first, _written = _written, _written + LETTERS
    return [
        OfficialLetter(
            fiscal_year=2026,
            serial=number,
            title="助成決定通知書",
            issued_at=AT,
            facts={
                "issuer": "みはらしまちづくりファンド",
                "to": f"みはらし緑地を守る会その{number}",
                "representative": "髙﨑 𠮷江",
                "paragraphs": [
                    f"「緑道に花を植える{number}」については、次のとおり助成決定をしましたので、通知します。"
                ],
                "rows": [["助成金の額", f"{300_000 + number:,}円"], ["条件", "安全の計画を出すこと" * 12]],
                "closing": [],
                "sender": ["みはらし市本町1-1", "みはらしまちサポート"],
            },
        )
        for number in range(first, first + LETTERS)
    ]


def ours() -> float:
    made = letters()
    return timed(lambda: len([letter_pdf(letter) for letter in made]))


def bare() -> float:
    texts = [json.dumps(_facts(letter), ensure_ascii=False) for letter in letters()]
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    compiler = typst.Compiler(root=str(typesetting.ROOT), font_paths=fonts)

    def all_of_them() -> int:
        for text in texts:
            compiler.compile(
                str(typesetting.ROOT / TEMPLATE),
                format="pdf",
                sys_inputs={"facts": text},
                pdf_standards=typesetting.STANDARDS,
                timestamp=AT,
            )
        return len(texts)

    return timed(all_of_them)


def _facts(letter: OfficialLetter) -> dict[str, object]:
    rows = [{"label": label, "value": value} for label, value in letter.facts["rows"]]
    return {
        **letter.facts, "rows": rows, "title": letter.title, "number": letter.number,
        "date": "令和8年7月1日", "unprintable": [],
    }  # fmt: skip


def run() -> tuple[str, list[Result], str]:
    title = "Papers"
    result = compare(
        f"{LETTERS} letters as PDF/A and PDF/UA", "typst alone", ours, bare, wanted=0.5, unit="letters/s"
    )
    notes = (__doc__ or "").partition("\n\n")[2].strip()
    return title, [result], report(title, [result], "no database", notes)
