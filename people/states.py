"""The life of a bank account (R14)."""

from common.states import Lifecycle, Transition, rows

BANK_ACCOUNT = Lifecycle(
    name="bank_account",
    label="振込先口座",
    states={"entered": "確認待ち", "verified": "確認済み", "replaced": "変更済み"},
    initial="entered",
    transitions=(
        Transition("entered", "verified", "verify", "口座を確認する", "P", "R14: second person, hold over"),
        *rows(
            "entered verified", "replaced", "replace", "口座を変更する", "G", "a new account takes its place"
        ),
    ),
)
