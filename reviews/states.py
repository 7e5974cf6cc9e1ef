"""The life of one reviewer's review of one application (審査)."""

from common.states import Lifecycle, Transition, rows

REVIEW = Lifecycle(
    name="review",
    label="審査",
    states={
        "assigned": "割当済",
        "declared": "利害なし",
        "in_progress": "採点中",
        "submitted": "採点済",
        "locked": "確定",
        "recused": "除斥",
        "released": "免除",
    },
    initial="assigned",
    transitions=(
        Transition(
            "assigned",
            "declared",
            "declare",
            "利害関係なしと申告する",
            "R",
            "R8: before anything is shown",
            "review_open",
        ),
        Transition("declared", "in_progress", "start", "採点を始める", "R"),
        Transition(
            "in_progress",
            "submitted",
            "submit",
            "採点を提出する",
            "R",
            "R9: all criteria scored, comment where asked",
        ),
        Transition("submitted", "in_progress", "reopen", "採点を直す", "R", "until the close"),
        Transition("submitted", "locked", "lock", "採点を確定する", "S", "at review_closes_at"),
        *rows(
            "assigned declared in_progress submitted locked",
            "recused",
            "recuse",
            "除斥とする",
            "R/O+P",
            "R8: kind and reason",
            "recused",
        ),
        Transition("recused", "declared", "undo_recusal", "除斥の誤りを戻す", "O+P", "before locking"),
        *rows(
            "assigned declared in_progress",
            "released",
            "release",
            "審査を免除する",
            "O",
            "silent reviewer; reason",
        ),
    ),
)
