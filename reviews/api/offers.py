"""What a person may do now with a review, a round's review or a ranking, judged by the services' guards."""

from __future__ import annotations

from datetime import datetime

from common.api.actions import Action, actions
from fund.models import Department, Round
from people.models import User
from reviews.models import Review
from reviews.permissions import is_own
from reviews.services import committee, components, declaring, meeting, scoring, turning


def own_offers(review: Review, user: User, at: datetime) -> list[Action]:
    """The reviewer's verbs. At most 14 queries."""
    labels = {row.verb: row.label for row in review.lifecycle.leaving(review.state)}
    checks = {
        "declare": lambda: declaring.require_may_declare(review, user),
        "submit": lambda: scoring.require_may_submit(review, user, at),
        "reopen": lambda: scoring.require_may_reopen(review, user, at),
        "recuse": lambda: declaring.require_may_recuse(review, user),
    }
    offers = [(verb, labels[verb], check) for verb, check in checks.items() if verb in labels]
    if review.state in ("declared", "in_progress"):
        offers.insert(0, ("save", "点を保存する", lambda: scoring.require_may_save(review, user, at)))
    return actions(offers)


def office_offers(review: Review, user: User) -> list[Action]:
    """The office's verbs on one review."""
    labels = {row.verb: row.label for row in review.lifecycle.leaving(review.state)}
    offers = []
    if "recuse" in labels and not is_own(user, review):
        offers += [
            ("recuse", "除斥を起案する", lambda: declaring.require_may_prepare_recusal(review, user)),
            (
                "approve_recusal",
                "除斥を承認する",
                lambda: declaring.require_may_approve_recusal(review, user),
            ),
            (
                "drop_recusal",
                "除斥の起案を取り下げる",
                lambda: declaring.require_may_drop_recusal(review, user),
            ),
        ]
    if "undo_recusal" in labels:
        offers += [
            (
                "ask_undo_recusal",
                "除斥の取消しを起案する",
                lambda: declaring.require_may_ask_undo(review, user),
            ),
            (
                "approve_undo_recusal",
                "除斥の取消しを承認する",
                lambda: declaring.require_may_approve_undo(review, user),
            ),
        ]
    if "release" in labels:
        offers.append(("release", labels["release"], lambda: scoring.require_may_release(review, user)))
    return actions(offers)


def round_offers(call: Round, user: User, at: datetime) -> list[Action]:
    """The verbs of a round's review."""
    return actions(
        [
            ("appoint", "委員を委嘱する", lambda: committee.require_may_appoint(call, user)),
            ("assign", "審査を割り当てる", lambda: committee.require_may_assign(call, user)),
            ("start_review", "審査を始める", lambda: turning.require_may_start(call, user)),
            ("close_review", "採点を締め切る", lambda: turning.require_may_close(call, user, at)),
            ("write_minutes", "議事録を記録する", lambda: meeting.require_may_write_minutes(call, user)),
        ]
    )


def ranking_offers(department: Department, user: User, ties: bool) -> list[Action]:
    """The meeting's verbs on one department."""

    def may_decide_tie() -> None:
        meeting.require_may_decide_tie(department, user)
        if not ties:
            raise meeting.NotATie

    def may_decide_mean() -> None:
        meeting.require_may_decide_mean(department, user)

    offers = [
        ("decide_tie", "同点の順位を決める", may_decide_tie),
        ("decide_by_mean", "平均点で順位を付ける", may_decide_mean),
    ]
    if any(item.kind == "audience" for item in department.rules.scoring.components):
        offers.append(
            (
                "record_audience",
                "来場者の票を記録する",
                lambda: components.require_may_record_audience(department, user),
            )
        )
    return actions(offers)
