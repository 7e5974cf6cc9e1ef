"""A department's blank form as a spreadsheet: texts with their counts, a budget that adds itself up."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Any, Final

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from applications.papers.blank import BlankForm, about
from applications.papers.content import PROFILE
from applications.rules.fields import field_label
from applications.rules.form import TEXT_LIMITS, TITLE_LIMIT

EXPENSES, INCOMES, DAYS, MARKS = 40, 12, 24, 5
FONT: Final = "Yu Gothic"
YEN: Final = '#,##0"円";[Red]"△"#,##0"円"'


class _Book:
    """A workbook under way with its formats; labels go in as text, whatever they begin with."""

    def __init__(self, form: BlankForm) -> None:
        self.form = form
        self.kept = io.BytesIO()
        self.book = xlsxwriter.Workbook(self.kept, {"in_memory": True})
        # No day of its own: the same form is the same file.
        self.book.set_properties(
            {
                "title": form.title,
                "subject": form.call,
                "company": form.fund,
                "created": form.at.replace(tzinfo=None, microsecond=0),
            }
        )
        self.formats = {
            "title": self._format(bold=True, font_size=16),
            "head": self._format(bold=True, bg_color="#F4F4F4", border=1, text_wrap=True),
            "label": self._format(bg_color="#F4F4F4", border=1, text_wrap=True),
            "input": self._format(border=1, text_wrap=True, bg_color="#FFFEF0"),
            "yen": self._format(border=1, num_format=YEN, bg_color="#FFFEF0"),
            "number": self._format(border=1, num_format="#,##0", bg_color="#FFFEF0"),
            "sum": self._format(border=1, num_format=YEN, bold=True),
            "told": self._format(bold=True),
            "hint": self._format(font_color="#444444", text_wrap=True),
        }

    def _format(self, **given: Any) -> Any:
        return self.book.add_format({"font_name": FONT, "font_size": 11, "valign": "top", **given})

    def sheet(self, name: str, *widths: float) -> Worksheet:
        made = self.book.add_worksheet(name)
        for place, width in enumerate(widths):
            made.set_column(place, place, width)
        made.set_paper(9)
        made.fit_to_pages(1, 0)
        made.set_footer("&L" + name + "&R&P / &N ページ")
        return made

    def text(self, sheet: Worksheet, row: int, column: int, text: str, style: str = "label") -> None:
        sheet.write_string(row, column, text, self.formats[style])

    def row(self, sheet: Worksheet, row: int, *texts: str, style: str = "head") -> None:
        for column, text in enumerate(texts):
            self.text(sheet, row, column, text, style)

    def blank(self, sheet: Worksheet, row: int, *styles: str) -> None:
        for column, style in enumerate(styles):
            sheet.write_blank(row, column, None, self.formats[style])

    def formula(self, sheet: Worksheet, cell: tuple[int, int], formula: str, style: str, value: Any) -> None:
        sheet.write_formula(*cell, formula, self.formats[style], value)

    def done(self) -> bytes:
        self.book.close()
        return self.kept.getvalue()


@lru_cache(maxsize=64)
def blank_workbook(form: BlankForm) -> bytes:
    """The form to fill in on a spreadsheet; the same bytes while its content is the same, and made once by a
    process while it is asked for."""
    book = _Book(form)
    _texts(book)
    _budget(book)
    _plan(book)
    _papers(book)
    return book.done()


def _texts(book: _Book) -> None:
    form = book.form
    sheet = book.sheet("申請書", 30, 84, 18)
    book.text(sheet, 0, 0, form.title, "title")
    book.text(sheet, 1, 0, f"{form.fund} 御中", "told")
    row = 3
    for label, value in about(form):
        book.text(sheet, row, 0, label)
        sheet.write_string(row, 1, value, book.formats["label"])
        row += 1
    row = _asked(book, sheet, row + 1, "団体", [(label, 0, "") for _, label in PROFILE])
    texts = [(field_label("title"), TITLE_LIMIT, "")]
    texts += [(field_label(name), limit, "") for name, limit in TEXT_LIMITS.items()]
    row = _asked(book, sheet, row + 1, "活動", texts)
    if form.questions:
        rows = [(q.label, q.limit or 0, "、".join(q.choices) or q.help) for q in form.questions]
        row = _asked(book, sheet, row + 1, "この募集の質問", rows)
        for place, question in enumerate(form.questions):
            if question.choices:
                cell = (row - len(rows) + place, 1)
                _choose(sheet, cell, cell, list(question.choices))


def _asked(book: _Book, sheet: Worksheet, row: int, head: str, asked: list[tuple[str, int, str]]) -> int:
    """A block of things to fill in, each with its limit and how long it is; the row behind it."""
    book.row(sheet, row, head, "記入", "文字数")
    for label, limit, hint in asked:
        row += 1
        book.text(sheet, row, 0, f"{label}\n{hint}" if hint else label)
        sheet.write_blank(row, 1, None, book.formats["input"])
        if limit:
            sheet.set_row(row, min(max(limit / 40, 1) * 18, 400))
            formula = f'=LEN(B{row + 1})&" / {limit}文字まで"'
            book.formula(sheet, (row, 2), formula, "label", f"0 / {limit}文字まで")
        else:
            sheet.write_blank(row, 2, None, book.formats["label"])
    return row + 1


def _budget(book: _Book) -> None:
    form = book.form
    sheet = book.sheet("収支予算", 20, 40, 14, 10, 8, 16, 10, 10)
    book.text(sheet, 0, 0, "収支予算", "title")
    book.row(sheet, 2, "収入の区分", "内容", "金額")
    book.row(sheet, 3, field_label("requested"), "", style="label")
    book.blank(sheet, 4, "input", "input", "yen")
    sheet.write_blank(3, 2, None, book.formats["yen"])
    first = 4
    for row in range(first, first + INCOMES):
        book.blank(sheet, row, "input", "input", "yen")
    _choose(sheet, (first, 0), (first + INCOMES - 1, 0), list(form.income_categories))
    total = first + INCOMES
    book.row(sheet, total, "収入合計", "", style="head")
    book.formula(sheet, (total, 2), f"=SUM(C4:C{total})", "sum", 0)

    head = total + 3
    book.row(sheet, head, "支出の区分", "内容", "単価", "数量", "単位", "金額", "対象", "見積書")
    begin, end = head + 1, head + EXPENSES
    for row in range(begin, end + 1):
        book.blank(sheet, row, "input", "input", "yen", "number", "input", "sum", "input", "input")
        line = row + 1
        book.formula(sheet, (row, 5), f'=IF(OR(C{line}="",D{line}=""),"",C{line}*D{line})', "sum", "")
    _choose(sheet, (begin, 0), (end, 0), list(form.expense_categories))
    _choose(sheet, (begin, 6), (end, 6), ["対象", "対象外"])
    _choose(sheet, (begin, 7), (end, 7), ["あり"])
    amounts, marks = f"F{begin + 1}:F{end + 1}", f"G{begin + 1}:G{end + 1}"
    sums = (
        ("支出合計", f"=SUM({amounts})"),
        ("うち対象経費", f'=SUM({amounts})-SUMIF({marks},"対象外",{amounts})'),
        ("うち対象外経費", f'=SUMIF({marks},"対象外",{amounts})'),
    )
    for place, (label, formula) in enumerate(sums, start=end + 1):
        book.row(sheet, place, label, "", "", "", "", style="head")
        book.formula(sheet, (place, 5), formula, "sum", 0)
    gap = f"C{total + 1}-F{end + 2}"
    book.formula(
        sheet,
        (end + 5, 0),
        f'=IF({gap}=0,"収入と支出は一致しています","収入と支出が "&TEXT(ABS({gap}),"#,##0")&"円ちがいます")',
        "told",
        "収入と支出は一致しています",
    )
    sheet.freeze_panes(3, 0)


def _plan(book: _Book) -> None:
    sheet = book.sheet("計画と日程", 24, 60, 40)
    book.text(sheet, 0, 0, f"計画と日程({book.form.period})", "title")
    book.row(sheet, 2, "時期", "内容", "場所")
    for row in range(3, 3 + DAYS):
        book.blank(sheet, row, "input", "input", "input")
    head = 3 + DAYS + 1
    book.row(sheet, head, "成果の指標(任意)", "目標", "単位")
    for row in range(head + 1, head + 1 + MARKS):
        book.blank(sheet, row, "input", "input", "input")


def _papers(book: _Book) -> None:
    form = book.form
    sheet = book.sheet("書類と同意", 40, 70, 14)
    book.text(sheet, 0, 0, "添える書類と同意", "title")
    book.row(sheet, 2, "書類", "", "確認")
    row = 3
    for label, required in form.documents:
        book.row(sheet, row, label, "必ず添える" if required else "あれば添える", style="label")
        sheet.write_blank(row, 2, None, book.formats["input"])
        _choose(sheet, (row, 2), (row, 2), ["添えました"])
        row += 1
    row += 1
    book.row(sheet, row, "同意", "内容", "確認")
    for label, text in form.consents:
        row += 1
        book.row(sheet, row, label, text, style="label")
        sheet.write_blank(row, 2, None, book.formats["input"])
        _choose(sheet, (row, 2), (row, 2), ["同意します"])
    book.row(sheet, row + 2, "代表者の氏名", style="label")
    sheet.write_blank(row + 2, 1, None, book.formats["input"])


def _choose(sheet: Worksheet, first: tuple[int, int], last: tuple[int, int], choices: list[str]) -> None:
    """A cell offers these; anything else may be typed. A list too long for the file's format offers none."""
    if len(",".join(choices)) <= 255 and not any("," in choice for choice in choices):
        sheet.data_validation(
            *first, *last, {"validate": "list", "source": choices, "error_type": "information"}
        )
