"""Somebody who writes a whole application in the browser, by the screens alone.

    applicant = Applicant(visitor, number)     # `number` of a draft; Applicant.begun(visitor, check) makes one
    applicant.write("group")                   # all fields of one step, or of some: write("plan", FORM[16:20])
    applicant.write_budget()                   # the 12 rows as pasted from a spreadsheet, income, amount asked
    applicant.attach(*FILES)                   # A9, any number of Paper(name, content)
    applicant.write_all()                      # everything above in the order of the steps
    applicant.fill_in()                        # the same at once over the API, where the writing is not the point
    assert applicant.saved() == applicant.typed     # field by field what the server has; rows as lists
    applicant.submit()                         # A11 to the receipt; returns its number

`typed` grows with what was written; files are compared by `applicant.hashes()`. The figures are those of case B
of domain.md §8: eligible 609,600, total 640,000, other income 183,000, so 457,000 may be asked for.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from playwright.sync_api import Page
from pypdf import PdfWriter

from tests.journeys.visitor import Visitor, wait

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
        yield Entry("plan", f"schedule/{at}/date", f"2027-01-{at + 10:02}")
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


def copied(rows: Iterable[tuple[Any, ...]] = ROWS) -> str:
    """Rows as they come from a spreadsheet: a row of titles, full-width figures, commas, 円."""
    lines = ["区分\t内容\t単価（円）\t数量\t単位\t対象"]
    for category, item, price, quantity, unit, eligible in rows:
        figures = f"{price:,}円".translate(WIDE), f"{quantity:,}".translate(WIDE)
        lines.append("\t".join((category, item, *figures, unit, "対象" if eligible else "対象外")))
    return "\r\n".join(lines) + "\r\n"


def row_of(row: tuple[Any, ...]) -> dict[str, Any]:
    return dict(
        zip(("category", "description", "unit_price", "quantity", "unit", "eligible"), row, strict=True)
    )


def sign_up(visitor: Visitor, email: str, name: str = "高橋 恵") -> None:
    """As a new person, from the sign-in page."""
    visitor.page.get_by_role("link", name="はじめての方はこちら").click()
    visitor.fill("お名前", name)
    visitor.fill("メールアドレス", email)
    visitor.press("登録して進む")
    visitor.page.get_by_label("確認番号").fill(visitor.code(email, 0))
    visitor.press("ログインする")


class Applicant:
    """One draft, written at the screens of `visitor`, who is signed in."""

    def __init__(self, visitor: Visitor, application: int) -> None:
        self.visitor, self.application = visitor, application
        self.typed: dict[str, Any] = {}
        self.files: list[Paper] = []

    @classmethod
    def begun(cls, visitor: Visitor, check: str, sign_in: Callable[[], None]) -> Applicant:
        """From P3 (`check`: its address) to a new draft; `sign_in` signs in or up on the way."""
        visitor.go(check)
        for answer in (DEPARTMENT, "ない（はじめて）"):
            visitor.page.get_by_label(answer, exact=True).check()
            visitor.press("次へ")
        visitor.fill("対象になる経費", "609,600")
        visitor.fill("対象にならない経費", "30,400")
        visitor.fill("参加費などの収入", "183,000")
        visitor.press("この内容で申請をはじめる")
        sign_in()
        visitor.page.get_by_role("button", name="申請をはじめる").wait_for()
        name = visitor.page.locator("input#name")
        if name.count():
            name.fill("みはらし緑道の会")
        elif (groups := visitor.page.locator("input[name=group]")).count():
            groups.first.check()
        visitor.press("申請をはじめる")
        visitor.page.wait_for_url(re.compile(r"/apply/\d+$"))
        return cls(visitor, int(visitor.page.url.rpartition("/")[2]))

    @property
    def page(self) -> Page:
        return self.visitor.page

    def path(self, step: str = "") -> str:
        return f"/apply/{self.application}" + (f"/{step}" if step else "")

    def open(self, step: str) -> None:
        """A step of the form, as by its address."""
        self.page.goto(self.visitor.address + self.path(step))
        self.page.locator("h1").wait_for()

    def write(self, step: str, entries: Iterable[Entry] = FORM) -> None:
        """What of `entries` belongs to the step that is on the screen, each typed with the keys."""
        for entry in entries:
            if entry.step == step:
                self.enter(entry)

    def enter(self, entry: Entry) -> None:
        """One field, as a person types it; rows are added as they are needed."""
        if entry.path.startswith("consents/"):
            kind = entry.path.partition("/")[2]
            self.page.locator(f"section[aria-labelledby=c-{kind}] input").check()
        elif entry.text is None:
            self.page.locator(f"#{entry.id}").check()
        elif entry.path == "requested":
            self.type(self.page.get_by_label("助成希望額"), entry.text)
        else:
            field = self.page.locator(f"#{entry.id}")
            if entry.path[-1:] and re.search(r"/\d+/", entry.path) and not field.count():
                self.visitor.press("行を足す")
            self.type(field, entry.text)
        self.typed[entry.path] = entry.kept

    def type(self, field: Any, text: str) -> None:
        field.focus()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def write_budget(self) -> None:
        """In place of what was carried there: 12 rows pasted from a spreadsheet, income, the amount."""
        self.clear_rows()
        self.paste(copied())
        rows = [row_of(row) for row in ROWS]
        self.typed["expenses"] = rows
        income = {"category": "参加費", "description": "", "amount": INCOME}
        part = self.page.locator("section[aria-labelledby=b-income]")
        if not part.locator("li, tbody tr").count():
            self.visitor.press("収入の行を足す")
            part.locator("select").first.select_option("参加費")
            self.type(part.locator("[id$=-amount]").first, f"{INCOME:,}円".translate(WIDE))
        self.typed["income"] = [income]
        self.write("budget")
        self.page.locator("h1").click()

    def clear_rows(self) -> None:
        """Remove what stands in the table of expense, or in its cards on a phone."""
        part = self.page.locator("section[aria-labelledby=b-expenses]")
        remove = part.get_by_role("button", name="1行目を消す", exact=True)
        folded = part.locator("li:first-child details:not([open]) summary")
        while True:
            written = folded.filter(has_not_text="まだ入力がありません")
            if written.count():
                written.first.click()
                remove.wait_for()
            if not remove.count():
                return
            remove.click()

    def paste(self, text: str) -> None:
        """By the dialog, as on a phone."""
        self.visitor.press("Excelから貼り付ける")
        self.page.get_by_label("貼り付ける欄").fill(text)
        self.page.get_by_role("button", name="行を取り込む").click()
        self.page.get_by_role("dialog").wait_for(state="detached")

    def attach(self, *papers: Paper) -> None:
        """Into the place for other documents."""
        for each in papers:
            given = {"name": each.name, "mimeType": "application/pdf", "buffer": each.content}
            self.page.locator("section.card").last.locator("input[type=file]").last.set_input_files(given)  # type: ignore[arg-type]
            self.page.get_by_text(each.name).first.wait_for()
            self.files.append(each)

    def write_all(self) -> None:
        """Every step from the first to the last, each left by its own button."""
        self.open("group")
        for step in STEPS:
            self.page.wait_for_url(re.compile(f"{self.path(step)}$"))
            if step == "budget":
                self.page.get_by_label("助成希望額").wait_for()
                self.write_budget()
            elif step == "files":
                self.attach(*FILES)
                wait(lambda: len(self.hashes()) == len(self.files) or None, 15)
            else:
                self.write(step)
            self.visitor.press("保存して次へ")
        self.page.get_by_role("heading", name="内容の確認").wait_for()

    def fill_in(self) -> None:
        """The same over the API, for journeys that begin where a form is full."""
        group = {e.path.partition("/")[2]: e.text for e in FORM if e.step == "group"}
        self.send("PATCH", f"groups/{self.screen()['group']['id']}/", {**group, "members": 24})
        draft: dict[str, Any] = {"schedule": [{} for _ in range(7)], "indicators": [{} for _ in range(5)]}
        for entry in FORM:
            parts = entry.path.split("/")
            if len(parts) == 3:
                draft[parts[0]][int(parts[1])][parts[2]] = entry.kept
            elif len(parts) == 1:
                draft[entry.path] = entry.kept
            self.typed[entry.path] = entry.kept
        draft["expenses"] = self.typed["expenses"] = [row_of(row) for row in ROWS]
        income = {"category": "参加費", "description": "", "amount": INCOME}
        draft["income"] = self.typed["income"] = [income]
        draft["consents"] = ["antisocial", "personal_data", "publication"]
        self.send("PATCH", f"applications/{self.application}/draft/", draft)

    def send(self, method: str, path: str, body: Any) -> Any:
        """A request of this person's own browser."""
        request, api = self.visitor.context.request, f"{self.visitor.address}/api/v1/"
        token = request.get(f"{api}sign-in/").json()["csrf_token"]
        headers = {"X-CSRFToken": token, "Referer": self.visitor.address}
        if "/draft/" in path:
            headers["If-Match"] = f'"{request.get(api + path).json()["version"]}"'
        answer = request.fetch(api + path, method=method, headers=headers, data=body)
        assert answer.ok, answer.text()
        return answer.json()

    def get(self, path: str) -> Any:
        return self.visitor.context.request.get(f"{self.visitor.address}/api/v1/{path}").json()

    def screen(self) -> Any:
        return self.get(f"screens/applications/{self.application}/")

    def saved(self) -> dict[str, Any]:
        """What the server has of what was typed, by the same names."""
        told = self.screen()
        draft, group = told["draft"]["draft"], told["group"]
        found: dict[str, Any] = {}
        for path in self.typed:
            field, *rest = path.split("/")
            if field == "group":
                found[path] = str(group[rest[0]])
            elif field == "consents":
                found[path] = rest[0] in draft.get("consents", [])
            elif field in {"expenses", "income"}:
                rows = [{k: v for k, v in row.items() if k != "key"} for row in draft.get(field, [])]
                found[path] = [{"description": "", **row} for row in rows]
            elif rest:
                rows = draft.get(field, [])
                found[path] = rows[int(rest[0])].get(rest[1]) if int(rest[0]) < len(rows) else None
            else:
                found[path] = draft.get(field)
        return found

    def hashes(self) -> dict[str, str]:
        """The files that the server has, with their hashes."""
        return {row["name"]: row["sha256"] for row in self.screen()["documents"]}

    def in_sync(self, seconds: float = 10) -> None:
        """Until the server has everything; what differs is told."""
        try:
            wait(lambda: self.saved() == self.typed or None, seconds)
        except AssertionError:
            saved = self.saved()
            differs = {k: (v, saved[k]) for k, v in self.typed.items() if saved[k] != v}
            raise AssertionError(f"typed and saved differ: {differs}") from None

    def submit(self) -> str:
        """From A11 to the receipt; its number."""
        self.open("check")
        self.visitor.press("提出する")
        self.page.get_by_role("dialog").get_by_role("button", name="提出する").click()
        self.page.get_by_text("受け付けました").first.wait_for()
        return self.page.locator("dd.num").first.inner_text()
