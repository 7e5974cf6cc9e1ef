"""What the parts of an application are called, wherever one is named: a correction, a message."""

from __future__ import annotations

from typing import Final

from applications.rules.form import FIELDS

FIELD_LABELS: Final[dict[str, tuple[str, str]]] = {
    "title": ("事業名", "Title"),
    "summary": ("概要", "Summary"),
    "purpose": ("目的・地域課題", "Purpose and issue"),
    "activities": ("活動内容", "Activities"),
    "outcome": ("期待される効果", "Expected outcome"),
    "continuation": ("今後の展開", "Continuation"),
    "tags": ("テーマ", "Themes"),
    "continuing": ("継続事業", "Continuing project"),
    "requested": ("申請額", "Requested"),
    "income": ("収入", "Income"),
    "expenses": ("支出", "Expenses"),
    "schedule": ("日程", "Schedule"),
    "indicators": ("指標", "Indicators"),
    "answers": ("追加の質問", "Further questions"),
    "consents": ("同意", "Consents"),
    "documents": ("添付書類", "Documents"),
}
"""Japanese and English, in the order of the form."""
NAMED: Final = FIELDS | {"documents"}


def field_label(field: str, language: str = "ja") -> str:
    ja, en = FIELD_LABELS.get(field, (field, field))
    return ja if language == "ja" else en
