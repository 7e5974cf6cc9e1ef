"""What a sound folder can still ask for in vain, because the rules decided otherwise."""

from __future__ import annotations

from common.errors import DomainError


class NotAwarded(DomainError):
    """An event or a settlement is about an application that the round gave nothing."""

    code = "intake.not_awarded"
    ja = "申請 {application} は採択されていないため、{event}の記録を取り込めません。"
    en = "Application {application} was awarded nothing, so its {event_en} cannot be taken in."


class NothingToPay(DomainError):
    """A batch names an award to which this kind of payment is not due."""

    code = "intake.nothing_to_pay"
    ja = "申請 {application} には、{on} に支払う{kind}がありません。"
    en = "Nothing of this kind ({kind}) is due to application {application} on {on}."
