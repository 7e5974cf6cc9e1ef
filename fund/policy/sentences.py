"""What a faulty setting is told, in Japanese and English: name → (kind, ja, en).

Kinds: unreadable (nothing can be computed), refused (never published), warned (shown, and published with
eyes open). Codes are `fund.policy_<name>` and never change (docs/errors.md).
"""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str, str]] = {
    "not_a_table": (
        "unreadable",
        "設定の表(オブジェクト)が必要です。",
        "A table of settings (an object) is needed here.",
    ),
    "not_a_list": ("unreadable", "一覧(配列)が必要です。", "A list is needed here."),
    "unknown_setting": (
        "refused",
        "この名前の設定はありません。{hint_ja}",
        "There is no setting of this name.{hint_en}",
    ),
    "missing": ("unreadable", "「{name}」を入れてください。", "Please give “{name}”."),
    "choice": ("unreadable", "{choices} から選んでください。", "Choose one of {choices}."),
    "whole": (
        "unreadable",
        "0以上の整数で入れてください(例 100000)。",
        "Give a whole number from 0, e.g. 100000.",
    ),
    "rate": (
        "unreadable",
        "数は '2/3' や '0.5' のように引用符で囲んで書いてください。",
        "Write the number as text, '2/3' or '0.5'.",
    ),
    "text": ("unreadable", "文字で入れてください。", "Give a text."),
    "truth": ("unreadable", "true か false を入れてください。", "Give true or false."),
    "day": ("unreadable", "日付は 2026-05-16 のように入れてください。", "Write the day as 2026-05-16."),
    "moment": (
        "unreadable",
        "日時は 2026-05-16 17:00 のように入れてください。",
        "Write the moment as 2026-05-16 17:00.",
    ),
    "clock": ("unreadable", "時刻は 17:00 のように入れてください。", "Write the time as 17:00."),
    "formula": (
        "unreadable",
        "数、名前({names})、または times・plus・minus・full_mark_of の式を入れてください。",
        "Give a number, a name ({names}), or a formula of times, plus, minus, full_mark_of.",
    ),
    "condition": (
        "unreadable",
        "fact・operator・value の比較か、all・any・not を一つだけ入れてください。",
        "Give one comparison of fact, operator and value, or one of all, any, not.",
    ),
}
SENTENCES |= {
    "step_gap": (
        "refused",
        "{n}回目の段がありません。{n}から始めてください。",
        "No step covers award {n}; start at {n}.",
    ),
    "step_overlap": (
        "refused",
        "{n}回目の段が二つあります。前の段の終わりを直してください。",
        "Two steps cover award {n}; mend where the first one ends.",
    ),
    "step_open": ("refused", "終わりのない段は最後に置いてください。", "Put the open-ended step last."),
    "floor_above_cap": (
        "refused",
        "下限{floor}円が上限{cap}円を超え、だれにも交付できません。どちらかを直してください。",
        "The floor of {floor} yen exceeds the cap of {cap} yen: nobody can be awarded. Mend either.",
    ),
    "no_places": ("refused", "件数を入れてください。", "Give the number of places."),
    "base_unused": (
        "refused",
        "この項を terms に加えるか、この設定を消してください。",
        "Add its term to terms, or remove this setting.",
    ),
}
