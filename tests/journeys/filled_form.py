"""A whole application as somebody might write it: 58 fields, 12 rows of expense, 3 files.

The figures are those of case B of domain.md §8: eligible 609,600, total 640,000, other income 183,000, so
that 457,000 may be asked for.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from pypdf import PdfWriter

from common.clock import JST
from intake.demo_days import Days

FIRST_DAY: Final = Days(datetime.now(JST).date()).call()["project_from"]
"""The first day on which a project of the demo's open round may do something."""
STEPS: Final = ("group", "project", "plan", "outcome", "budget", "files", "consents")
TEXT: Final = "緑道に花を植えて、通る人の足をとめたい。年に八回の作業を、ご近所の八十人とします。"
DEPARTMENT: Final = "協働事業部門"
ASKED, INCOME = 457_000, 183_000


@dataclass(frozen=True)
class Entry:
    """One field: its step, its place in the draft, what is typed (None: a box to tick), what is saved."""

    step: str
    path: str
    text: str | None
    saved: Any = None

    @property
    def id(self) -> str:
        return "f-" + re.sub(r"[\W_]+", "-", self.path)

    @property
    def kept(self) -> Any:
        return self.text if self.saved is None else self.saved


@dataclass(frozen=True)
class Paper:
    """A file that is handed in."""

    name: str
    content: bytes

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def _entries() -> Iterable[Entry]:
    group = {
        "name": "みはらし緑道の会",
        "name_kana": "ミハラシリョクドウノカイ",
        "representative": "高橋 恵",
        "representative_kana": "タカハシ メグミ",
        "postal_code": "213-0001",
        "address": "みはらし市溝口1-2-3 コーポ緑道203",
        "phone": "044-200-1234",
        "email": "ryokudo@example.org",
        "founded_on": "2019-04-01",
        "members": "24",
    }
    for name, text in group.items():
        yield Entry("group", f"group/{name}", text)
    yield Entry("project", "title", "緑道に花を植える")
    for name in ("summary", "purpose", "activities"):
        yield Entry("project", name, f"{TEXT}（{name}）")
    yield Entry("project", "tags", "環境、子ども", ["環境", "子ども"])
    yield Entry("project", "continuing", None, True)
    for at in range(7):
        yield Entry("plan", f"schedule/{at}/date", f"{FIRST_DAY + timedelta(days=at)}")
        yield Entry("plan", f"schedule/{at}/what", f"{at + 1}回目の植えかえ・水やり")
        yield Entry("plan", f"schedule/{at}/place", f"緑道の花壇 その{at + 1}")
    for name in ("outcome", "continuation"):
        yield Entry("outcome", name, f"{TEXT}（{name}）")
    for at in range(5):
        yield Entry("outcome", f"indicators/{at}/name", f"はかる数その{at + 1}")
        yield Entry("outcome", f"indicators/{at}/unit", "人")
        yield Entry("outcome", f"indicators/{at}/target", str(80 + at))
    yield Entry("budget", "requested", f"{ASKED:,}", ASKED)
    for kind in ("antisocial", "personal_data", "publication"):
        yield Entry("consents", f"consents/{kind}", None, True)


# 58 fields: 10 of the group, 6 of the activity, 7 dates, 2 texts and 5 figures, the amount, 3 consents.
FORM: Final = tuple(_entries())
CELLS: Final = ("category", "description", "unit_price", "quantity", "unit", "eligible")
# Category, item, unit price, quantity, unit, eligible: eligible 609,600, not eligible 30,400.
ROWS: Final = (
    ("報償費", "講師謝礼", 20_000, 8, "回", True),
    ("報償費", "補助員", 5_000, 6, "回", True),
    ("旅費", "講師の交通費", 1_200, 8, "回", True),
    ("消耗品費", "花の苗", 300, 400, "株", True),
    ("消耗品費", "腐葉土", 800, 40, "袋", True),
    ("消耗品費", "軍手", 150, 140, "双", True),
    ("印刷製本費", "ちらし", 12, 2_000, "枚", True),
    ("通信運搬費", "案内の郵送", 110, 200, "通", True),
    ("使用料及び賃借料", "集会所", 4_500, 10, "回", True),
    ("備品購入費", "散水機", 98_000, 1, "台", True),
    ("保険料", "行事保険", 100, 480, "人", True),
    ("その他", "打ち上げの茶菓", 200, 152, "個", False),
)
WIDE: Final = str.maketrans("0123456789,", "０１２３４５６７８９，")


def paper(name: str, words: str = "") -> Paper:
    """A PDF of one page, another one for other words."""
    writer, made = PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=595, height=842)
    writer.add_metadata({"/Title": words or name})
    writer.write(made)
    return Paper(name, made.getvalue())


FILES: Final = tuple(paper(name) for name in ("規約.pdf", "会員の名簿.pdf", "見積書（散水機）.pdf"))


def copied(rows: Iterable[tuple[Any, ...]] = ROWS, amounts: dict[int, str] | None = None) -> str:
    """Rows as they come from a spreadsheet: a row of titles, full-width figures, commas, 円. `amounts` are
    those that somebody typed over the sheet's own, by place."""
    lines = ["区分\t内容\t単価（円）\t数量\t単位\t金額\t対象"]
    for place, (category, item, price, quantity, unit, eligible) in enumerate(rows):
        amount = (amounts or {}).get(place, f"{price * quantity:,}円")
        figures = [text.translate(WIDE) for text in (f"{price:,}円", f"{quantity:,}", amount)]
        mark = "対象" if eligible else "対象外"
        lines.append("\t".join((category, item, *figures[:2], unit, figures[2], mark)))
    return "\r\n".join(lines) + "\r\n"


def row_of(row: tuple[Any, ...]) -> dict[str, Any]:
    """An expense row as a draft has it."""
    return dict(zip(CELLS, row, strict=True))
