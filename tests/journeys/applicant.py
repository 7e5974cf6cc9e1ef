"""Somebody who writes a whole application in the browser, by the screens alone.

    applicant = Applicant(visitor, number)   # of a draft that is there; the visitor is signed in
    applicant = Applicant.begun(visitor, check, lambda: sign_up(visitor, email))   # from P3 to a new draft
    applicant.open("plan")                   # a step by its address
    applicant.write("plan")                  # its fields by key; or some of them: write("plan", FORM[16:20])
    applicant.write_budget()                 # 12 rows as pasted from a spreadsheet, income, the amount
    applicant.attach(*FILES)                 # any number of Paper(name, content)
    applicant.write_all()                    # all of it, step by step, to the last look (A11)
    applicant.fill_in()                      # the same at once over the API (without files)
    applicant.in_sync()                      # field by field what the server has is what was typed
    applicant.hashes()                       # the server's files: name and SHA-256
    applicant.submit()                       # from A11 to the receipt; its number

What is typed stands in `filled_form`; `typed` grows with what was written, `saved()` is the server's part.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from playwright.sync_api import Page

from tests.journeys.filled_form import (
    DEPARTMENT,
    FILES,
    FORM,
    INCOME,
    ROWS,
    STEPS,
    WIDE,
    Entry,
    Paper,
    copied,
    row_of,
)
from tests.journeys.visitor import Visitor, wait


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
                found[path] = self.saved_rows(field)
            elif rest:
                rows = draft.get(field, [])
                found[path] = rows[int(rest[0])].get(rest[1]) if int(rest[0]) < len(rows) else None
            else:
                found[path] = draft.get(field)
        return found

    def saved_rows(self, field: str) -> list[dict[str, Any]]:
        """Rows of the server's draft without their own keys."""
        rows = self.screen()["draft"]["draft"].get(field, [])
        return [{"description": "", **{k: v for k, v in row.items() if k != "key"}} for row in rows]

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
