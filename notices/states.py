"""The life of a notice on its way out."""

from common.states import Lifecycle, Transition, rows

NOTICE = Lifecycle(
    name="notice",
    label="お知らせ",
    states={
        "held": "保留",
        "queued": "送信待ち",
        "sending": "送信中",
        "sent": "送信済",
        "failed": "送信できず",
        "suppressed": "送らない",
    },
    initial="queued",
    transitions=(
        Transition("held", "queued", "release", "送信を許す", "O"),
        Transition("queued", "held", "hold", "保留する", "O/S", "the round's mail is held"),
        Transition("queued", "sending", "claim", "送信に取りかかる", "S", "a lease"),
        Transition("sending", "sent", "confirm", "送信済みにする", "S"),
        Transition(
            "sending", "queued", "retry", "もう一度送る", "S", "the lease ran out or the mail server was away"
        ),
        Transition("sending", "suppressed", "overtake", "済んだので送らない", "S", "done meanwhile (R15)"),
        Transition("sending", "suppressed", "spare", "本人が受け取らない", "S", "a kind one may do without"),
        Transition("sending", "failed", "give_up", "送信をあきらめる", "S", "refused, or tried too often"),
        Transition("failed", "queued", "send_again", "もう一度送る", "O", "the address is mended"),
        *rows("held queued", "suppressed", "suppress", "送らない", "O/S", "a year taken in"),
    ),
)
