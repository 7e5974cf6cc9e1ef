"""The paper of one submission, exactly as it was filed, and of a draft as it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from applications.models import Application, Attachment, Submission
from applications.papers.content import SHORT_HASH, Labels, content, moment
from applications.rules.form import CONSENTS
from applications.services.showing import labels_of
from common.papers.typesetting import render
from fund.wording import wording

TEMPLATE = "applications/papers/submission.typ"
SLIP = "applications/papers/slip.typ"


def submission_pdf(submission: Submission) -> bytes:
    """What was submitted, every answer whole; the same bytes each time. Raises PaperTooLong. No query for
    one whose names were kept (all but the oldest), else 2."""
    shown = shown_of(submission)
    facts = {
        **content(submission.data, submission.profile, _labels(shown)),
        "title": f"{wording(shown['legal_mode'], 'application_form')}(提出内容の控え)",
        "issuer": shown["fund"],
        "record": record_of(submission, shown),
        "foot": f"受付番号 {submission.application.number}　第{submission.number}回提出　"
        f"SHA-256 {submission.sha256[:SHORT_HASH]}",
        "mark": None,
        "note": "",
    }
    return render(TEMPLATE, facts, at=submission.at)


def slip_pdf(submission: Submission) -> bytes:
    """The receipt slip (受付票) of one submission. Raises PaperTooLong. Queries as `submission_pdf`."""
    shown = shown_of(submission)
    facts = {
        "title": "受付票",
        "issuer": shown["fund"],
        "number": submission.application.number,
        "name": submission.profile.get("name", ""),
        "record": record_of(submission, shown, group=submission),
        "foot": f"受付番号 {submission.application.number}",
    }
    return render(SLIP, facts, at=submission.at)


def draft_pdf(application: Application, attachments: Iterable[Attachment], *, at: datetime) -> bytes:
    """The draft as it stands with its files, marked 下書き on every page. Raises PaperTooLong. 2 queries."""
    call, files = application.round, list(attachments)
    labels = labels_of(application)
    consents = {kind: {"label": ja} for kind, (ja, _) in CONSENTS.items()}
    scans = {str(row.pk): row.state for row in files}
    correcting = application.state == "returned"
    state = "補正の下書き" if correcting else "下書き"
    facts = {
        **content(
            {**application.draft, "documents": [_handed_in(row) for row in files]},
            application.group.snapshot(),
            Labels(labels["questions"], labels["documents"], consents, scans),
        ),
        "title": f"{wording(call.fund.legal_mode, 'application_form')}({state})",
        "issuer": call.fund.name,
        "record": [
            {"label": "状態", "value": f"{state}(提出されていません)"},
            {"label": "印刷した時刻", "value": moment(at)},
            {"label": "保存の版", "value": f"第{application.version}版"},
            {"label": "募集", "value": f"{call.name}　{application.department.name}"},
            *([] if correcting else [{"label": "締切", "value": moment(call.closes_at)}]),
        ],
        "foot": f"{state}　{moment(at)}に印刷",
        "mark": "下書き",
        "note": f"これは{state}です。まだ提出されていません。この紙を送っても、提出したことにはなりません。",
    }
    return render(TEMPLATE, facts, at=at)


def _handed_in(row: Attachment) -> dict[str, Any]:
    kind = row.document_type.code if row.document_type else ""
    return {"id": row.pk, "type": kind, "name": row.name, "size": row.size, "sha256": row.sha256}


def shown_of(submission: Submission) -> dict[str, Any]:
    """The names kept with a submission; those of today for one filed before names were kept."""
    if submission.shown:
        return dict(submission.shown)
    application = submission.application
    call = application.round
    return {
        "by": submission.by.name,
        "fund": call.fund.name,
        "legal_mode": call.fund.legal_mode,
        "round": call.name,
        "department": application.department.name,
        "channel": application.channel,
        "received_at": None,
        **labels_of(application),
        "scans": {},
        "consents": {kind: {"label": ja} for kind, (ja, _) in CONSENTS.items()},
    }


def record_of(
    submission: Submission, shown: Mapping[str, Any], *, group: Submission | None = None
) -> list[dict[str, str]]:
    """What is on record of the submission itself; with `group` also whose it is and what it asks."""
    paper = shown["channel"] == "paper" and shown["received_at"]
    received = datetime.fromisoformat(shown["received_at"]) if paper else submission.at
    rows = [
        ("受付番号", submission.application.number),
        ("受付時刻", moment(received) + ("(紙で受け取り、事務局が入力)" if paper else "")),
        ("提出", f"第{submission.number}回" + ("(補正)" if submission.number > 1 else "")),
        ("提出した人", shown["by"]),
        ("募集", f"{shown['round']}　{shown['department']}"),
        ("提出先", shown["fund"]),
    ]
    if group is not None:
        rows[1:1] = [("団体名", group.profile.get("name", "")), ("事業名", group.data.get("title", ""))]
        rows.insert(3, ("申請額", f"{group.data.get('requested', 0):,}円"))
    if submission.in_grace:
        rows.append(("締切のあとの猶予", "猶予の時間のうちに受け付けました"))
    return [
        {"label": label, "value": value} for label, value in [*rows, ("内容のSHA-256", submission.sha256)]
    ]


def _labels(shown: Mapping[str, Any]) -> Labels:
    consents = {
        kind: {**given, "at": moment(datetime.fromisoformat(given["at"]))} if given.get("at") else given
        for kind, given in shown["consents"].items()
    }
    return Labels(
        [(code, label) for code, label in shown["questions"]], shown["documents"], consents, shown["scans"]
    )
