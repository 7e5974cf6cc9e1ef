"""Collecting everything that is wrong with a form, each fault at its place, with what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from common.errors import FieldFault
from common.text import count_characters, parse_integer

MOST_YEN: Final = 999_999_999_999
ROW_KEY: Final = "key"
"""What tells a row of a draft apart while it is moved and edited by several people; not filed."""
Row = TypeVar("Row")

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "missing": ("入力してください。", "Please fill this in."),
    "not_text": ("文字で入力してください。", "Please enter text."),
    "too_long": (
        "{limit}文字以内にしてください。いま{count}文字です。",
        "At most {limit} characters; there are {count} now.",
    ),
    "too_many_code_points": (
        "飾りの多い文字が長すぎて保存できません。文字を減らしてください。",
        "These characters are too long to be kept. Please use fewer.",
    ),
    "one_line": ("改行を除いて1行で入力してください。", "Please write this in one line."),
    "not_a_list": ("一覧で入力してください。", "This must be a list."),
    "not_a_row": ("行の形で入力してください。", "This must be a row of fields."),
    "rows": (
        "{least}行から{most}行までにしてください。いま{count}行です。",
        "From {least} to {most} rows, please; there are {count} now.",
    ),
    "not_a_number": ("整数で入力してください。", "Please enter a whole number."),
    "out_of_range": (
        "{least:,}から{most:,}までの数を入力してください。",
        "Please enter a number from {least:,} to {most:,}.",
    ),
    "not_a_truth": ("はい・いいえで選んでください。", "Please choose yes or no."),
    "not_a_choice": ("選択肢から選んでください: {choices}", "Please choose one of: {choices}"),
    "not_a_date": (
        "日付(2025-07-01)か月(2025-07)で入力してください。",
        "Please enter a day (2025-07-01) or a month (2025-07).",
    ),
    "outside_project": (
        "事業期間({begins}から{ends}まで)のなかの日にしてください。",
        "Please choose a day within the project period, {begins} to {ends}.",
    ),
    "unknown_field": (
        "この様式にない項目です。削除してください。",
        "The form has no such field. Please remove it.",
    ),
    "row_amount": (
        "金額は単価×数量({amount:,}円)で計算されます。金額の入力を消してください。",
        "The amount is unit price × quantity (¥{amount:,}). Please do not enter another.",
    ),
    "row_too_large": (
        "単価×数量が大きすぎます。けたを確かめてください。",
        "Unit price × quantity is too large. Please check the digits.",
    ),
    "quote_missing": (
        "{threshold:,}円以上の{category}には見積書が必要です。見積書を添えて、印を付けてください。",
        "{category} of ¥{threshold:,} or more needs a quote. Please attach it and tick the box.",
    ),
    "unbalanced": (
        "収支が合っていません。助成希望額{requested:,}円と他の収入{other:,}円の合計は、"
        "支出{total:,}円より{gap:,}円{direction_ja}。",
        "The budget does not balance: requested ¥{requested:,} plus other income ¥{other:,} is ¥{gap:,} "
        "{direction_en} than the expense of ¥{total:,}.",
    ),
    "above_ceiling": (
        "助成希望額が上限より{over:,}円多くなっています。{ceiling:,}円までにしてください。",
        "The amount requested is ¥{over:,} above the ceiling. Please ask for ¥{ceiling:,} at most.",
    ),
    "nothing_to_ask": (
        "いまの予算では、申請できる額がありません。支出と収入を確かめてください。",
        "As the budget stands nothing can be applied for. Please check expense and income.",
    ),
    "ceiling_below_floor": (
        "計算した額{full:,}円が下限の{floor:,}円に満たないため、交付できません。支出と収入を確かめてください。",
        "The amount worked out, ¥{full:,}, is below the floor of ¥{floor:,} and cannot be awarded. "
        "Please check expense and income.",
    ),
    "requested_below_floor": (
        "助成希望額が下限に満たないため、交付できません。{floor:,}円以上にしてください。",
        "The amount requested is below the floor and cannot be awarded. Please ask for at least ¥{floor:,}.",
    ),
    "step_missing": (
        "{nth}回目の採択は、この部門の定めにありません。別の部門に申請してください。",
        "The department has no terms for award number {nth}. Please apply to another department.",
    ),
    "consent_missing": ("この項目への同意が必要です: {label_ja}", "This consent is needed: {label_en}"),
    "consent_unknown": ("この募集にない同意の項目です。", "The call does not ask for this consent."),
    "document_missing": ("「{label_ja}」を添付してください。", "Please attach “{label_en}”."),
    "document_infected": (
        "「{file}」にウイルスの疑いがあります。このファイルを外し、別のファイルを添付してください。",
        "“{file}” may carry a virus. Please remove it and attach another file.",
    ),
    "document_unreadable": (
        "「{file}」を開けません。このファイルを外し、パスワードのない、開けるファイルを添付してください。",
        "“{file}” cannot be opened. Please remove it and attach a file that opens without a password.",
    ),
    "answer_unknown": ("この募集にない質問です。", "The call does not ask this question."),
    "unit_price_below": (
        "費目「{category}」で対象になるのは、単価が{limit:,}円未満のものです。単価を確かめるか、対象経費の印を外してください。",
        "In {category} a unit price must be below ¥{limit:,} to be eligible. Please check it, or untick "
        "“eligible”.",
    ),
    "unit_price_at_most": (
        "費目「{category}」で対象になるのは、単価が{limit:,}円までのものです。単価を確かめるか、対象経費の印を外してください。",
        "In {category} a unit price may be ¥{limit:,} at most to be eligible. Please check it, or untick "
        "“eligible”.",
    ),
    "project_too_long": (
        "事業の期間は{months}か月までです。{begins}に始まる事業は{ends}までに終わるようにしてください。",
        "A project may run for {months} months. One that begins on {begins} must end by {ends}.",
    ),
    "access_award_missing": (
        "「{department}」に申請できるのは、{needed_ja}で採択されたことのある団体です。採択の記録がありません。"
        "別の部門に申請してください。記録が違うときは、事務局へお問い合わせください。",
        "“{department}” is open to groups that had an award in {needed_en}; none is on record. Please apply "
        "to another department, or ask the office if the record is wrong.",
    ),
    "access_closed": (
        "{year_ja}に「{awarded}」で採択されているため、「{department}」には{opens_ja}から申請できます。"
        "それまでは別の部門に申請してください。",
        "After the award in “{awarded}” of fiscal year {year_en}, “{department}” is open to you again from "
        "fiscal year {opens_en}. Until then please apply to another department.",
    ),
    "access_closed_but_same": (
        "{year_ja}に「{awarded}」で採択されているため、「{department}」には{opens_ja}から申請できます。"
        "同じ事業「{project}」を続けるときは、事業名を同じにして申請してください。",
        "After the award in “{awarded}” of fiscal year {year_en}, “{department}” is open to you again from "
        "fiscal year {opens_en}. To go on with the same project, “{project}”, please use the same title.",
    ),
    "access_exclusive": (
        "同じ年度に「{other}」へ申請しています({number} {title})。「{department}」には申請できません。"
        "こちらに申請するときは、先にその申請を取り下げてください。",
        "You have applied to “{other}” in the same fiscal year ({number} {title}), so “{department}” is "
        "closed. To apply here, please withdraw that application first.",
    ),
    "access_most": (
        "{year_ja}に申請できるのは{most}件までで、すでに{numbers_ja}を提出しています。"
        "こちらに申請するときは、先に取り下げてください。",
        "At most {most} applications are taken in fiscal year {year_en}; you have filed {numbers_en}. To "
        "file this one, please withdraw another first.",
    ),
    "received_later": (
        "受付印の時刻が今より後になっています。届いた時刻を入れてください。",
        "The stamp is later than now. Please enter when the paper arrived.",
    ),
    "received_before_opening": (
        "募集の開始({opens})より前の時刻です。受付印の時刻を確かめてください。",
        "This is before the call opened ({opens}). Please check the stamp.",
    ),
    "postmark_after_arrival": (
        "消印の日が届いた日より後になっています。消印を確かめてください。",
        "The postmark is later than the arrival. Please check it.",
    ),
    "postmark_missing": (
        "締切({closes})より後に届いています。消印の日を入れてください。",
        "This arrived after the deadline ({closes}). Please enter the day of the postmark.",
    ),
    "document_unknown": (
        "この募集にない書類です: {code}",
        "The call does not ask for this document: {code}",
    ),
    "left_consents": (
        "同意は、いまの文面を読んで、あらためて付けてください。",
        "Consents are given anew, to the present wording.",
    ),
    "left_documents": (
        "書類は移していません。「以前の書類」から選ぶか、新しく添付してください。",
        "Documents are not copied. Please choose from the earlier ones, or attach new ones.",
    ),
    "left_field": ("この様式にない項目です。", "The form has no such field."),
    "left_category": (
        "費目「{category}」は、この募集にありません。",
        "This call has no heading “{category}”.",
    ),
    "left_quote": (
        "見積書の印は移していません。新しい見積書を添えて、印を付けてください。",
        "The quote is not copied. Please attach a new one and tick the box.",
    ),
    "left_question": ("この募集にない質問です。", "The call does not ask this question."),
    "left_answer": (
        "質問の形や選択肢が変わりました。あらためて答えてください。",
        "The question or its choices have changed. Please answer again.",
    ),
    "eligibility_failed": ("{ja}", "{en}"),
    "eligibility_unknown": ("{ja}", "{en}"),
    "not_open": (
        "補正を依頼された欄ではありません。提出したときの内容に戻してください。",
        "This field was not opened for correction. Please put back what you filed.",
    ),
}


class Faults(list[FieldFault]):
    """Faults in the order of the form."""

    def add(self, pointer: str, name: str, **values: Any) -> None:
        """One fault: `name` of SENTENCES, filled with `values`."""
        ja, en = SENTENCES[name]
        self.append(
            FieldFault(pointer, f"applications.{name}", ja.format(**values), en.format(**values), values)
        )

    def text(
        self,
        value: Any,
        pointer: str,
        *,
        limit: int,
        required: bool = True,
        one_line: bool = False,
        code_points: int | None = None,
    ) -> str:
        """A text as written, at most `limit` characters a person sees (§4)."""
        if value is None:
            value = ""
        if not isinstance(value, str):
            self.add(pointer, "not_text")
            return ""
        if not value.strip():
            if required:
                self.add(pointer, "missing")
            return value
        count = count_characters(value)
        if count > limit:
            self.add(pointer, "too_long", limit=limit, count=count)
        elif len(value) > (code_points if code_points is not None else 20 * limit):
            self.add(pointer, "too_many_code_points")
        if one_line and len(value.splitlines()) > 1:
            self.add(pointer, "one_line")
        return value

    def number(
        self, value: Any, pointer: str, *, least: int = 0, most: int = MOST_YEN, required: bool = True
    ) -> int | None:
        """A whole number as people type it (full-width digits, separators)."""
        if value is None or (isinstance(value, str) and not value.strip()):
            if required:
                self.add(pointer, "missing")
            return None
        # A text longer than any sum of yen is no number, and costs nothing to refuse.
        if isinstance(value, str) and len(value) > 60:
            self.add(pointer, "not_a_number")
            return None
        try:
            number = parse_integer(value)
        except ValueError:
            self.add(pointer, "not_a_number")
            return None
        if not least <= number <= most:
            self.add(pointer, "out_of_range", least=least, most=most)
            return None
        return number

    def truth(self, value: Any, pointer: str, *, default: bool) -> bool:
        if value is None:
            return default
        if not isinstance(value, bool):
            self.add(pointer, "not_a_truth")
            return default
        return value

    def choice(self, value: Any, pointer: str, choices: tuple[str, ...], *, required: bool = True) -> str:
        if value is None or value == "":
            if required:
                self.add(pointer, "missing")
            return ""
        if not isinstance(value, str) or value not in choices:
            self.add(pointer, "not_a_choice", choices="、".join(choices))
            return ""
        return value

    def rows(
        self,
        value: Any,
        pointer: str,
        read: Callable[[dict[str, Any], str], Row],
        known: frozenset[str],
        *,
        least: int = 0,
        most: int,
        blanks: bool = False,
    ) -> list[Row]:
        """A list of rows, each read by `read(row, pointer)`; fields outside `known` are named, but for the
        row's own key, which is let go of. With `blanks` a row in which nothing is written counts for none."""
        if value is None:
            value = []
        if not isinstance(value, list):
            self.add(pointer, "not_a_list")
            return []
        written = [(index, row) for index, row in enumerate(value) if not (blanks and says_nothing(row))]
        if not least <= len(written) <= most:
            self.add(pointer, "rows", least=least, most=most, count=len(written))
        found = []
        for index, row in written[:most]:
            place = f"{pointer}/{index}"
            if not isinstance(row, dict):
                self.add(place, "not_a_row")
                continue
            for key in sorted(row.keys() - known - {ROW_KEY}):
                self.add(f"{place}/{token(key)}", "unknown_field")
            found.append(read(row, place))
        return found


def says_nothing(row: Any) -> bool:
    """Whether a row is one in which nothing is written: at most its own key and marks to tick."""
    return isinstance(row, dict) and all(
        key == ROW_KEY
        or item is None
        or isinstance(item, bool)
        or (isinstance(item, str) and not item.strip())
        for key, item in row.items()
    )


def without_keys(value: Any) -> Any:
    """A field of a draft as it would be filed: rows without their own keys, anything else as it is."""
    if not isinstance(value, list):
        return value
    return [
        {key: item for key, item in row.items() if key != ROW_KEY} if isinstance(row, dict) else row
        for row in value
    ]


def token(key: str) -> str:
    """A key as a part of a JSON pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")
