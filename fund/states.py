"""The life of a round (募集回) and of a fiscal year's books."""

from common.states import Lifecycle, Transition, rows

ROUND = Lifecycle(
    name="round",
    label="募集回",
    states={
        "draft": "準備中",
        "published": "公開(募集前)",
        "open": "募集中",
        "closed": "募集締切",
        "reviewing": "審査中",
        "deciding": "審査会",
        "decided": "決定済",
        "running": "事業実施中",
        "settled": "精算済",
        "archived": "保存済",
        "cancelled": "中止",
    },
    initial="draft",
    transitions=(
        Transition(
            "draft",
            "published",
            "publish",
            "公開する",
            "O+P",
            "every department has budget, cap, rate; criteria weights fixed; deadlines ascending",
            "round_published",
        ),
        Transition("published", "open", "open", "募集を始める", "S", "at opens_at"),
        Transition("open", "closed", "close", "募集を締め切る", "S", "at closes_at + grace"),
        Transition(
            "closed",
            "reviewing",
            "start_review",
            "審査を始める",
            "O",
            "every application accepted, expired, ineligible or withdrawn; all reviewers declared",
            "review_started",
        ),
        Transition(
            "reviewing",
            "deciding",
            "close_review",
            "採点を締め切る",
            "S/O",
            "at review_closes_at, or all scores are in",
        ),
        Transition(
            "deciding", "decided", "decide", "決定する", "C+P", "minutes; ranking frozen with hash", "results"
        ),
        Transition("decided", "running", "start_projects", "事業期間に入る", "S", "at project_from"),
        Transition(
            "running",
            "settled",
            "settle",
            "精算を終える",
            "O",
            "every award fixed, cancelled or abolished and settled",
        ),
        Transition("settled", "archived", "archive", "保存する", "O+P", "at year end", "public_results"),
        *rows(
            "draft published open closed reviewing deciding",
            "cancelled",
            "cancel",
            "中止する",
            "P",
            "with reason",
            "round_cancelled",
        ),
    ),
)

FISCAL_YEAR = Lifecycle(
    name="fiscal_year",
    label="年度",
    states={"open": "期中", "closed": "締め済み"},
    initial="open",
    transitions=(
        Transition("open", "closed", "close", "年度を締める", "O+P", "R11, R12: match return, overflow"),
    ),
)

CALL_VERSION = Lifecycle(
    name="call_version",
    label="募集要項の版",
    states={"prepared": "変更の起案", "in_force": "有効", "dropped": "取りやめ"},
    initial="prepared",
    transitions=(
        Transition(
            "prepared",
            "in_force",
            "approve",
            "変更を承認する",
            "P",
            "another person than who prepared; notice given",
            "call_amended",
        ),
        Transition("prepared", "dropped", "drop", "変更を取りやめる", "O/P"),
    ),
)
