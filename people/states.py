"""The life of a bank account (R14)."""

from common.scan_states import scan_lifecycle
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

INVITATION = Lifecycle(
    name="invitation",
    label="ご招待",
    states={"sent": "返事待ち", "accepted": "受けた", "withdrawn": "取り消し"},
    initial="sent",
    transitions=(
        Transition("sent", "accepted", "accept", "招待を受ける", "G", "signed in with the address, in time"),
        Transition("sent", "withdrawn", "withdraw", "招待を取り消す", "OG", "by whoever may invite"),
    ),
)

GROUP_DOCUMENT = scan_lifecycle("group_document", "団体の書類の検査")
