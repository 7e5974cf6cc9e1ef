"""The one family of refusals: what the domain says no to, in Japanese and English.

A room subclasses `DomainError` beside the rule that each error protects; `common.api.problems` turns
any of them into an RFC 9457 answer. Codes are `room.snake_case` and never change (docs/errors.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar


class DomainError(Exception):
    """A refusal a person can act on.

    `ja` and `en` are format strings over `extra`; `pointer` names the field in the body that was
    sent (JSON pointer, empty when none); `working` may carry the figures behind the refusal.
    """

    code: ClassVar[str] = "common.refused"
    status: ClassVar[int] = 409
    ja: ClassVar[str] = "この操作はできません。"
    en: ClassVar[str] = "This cannot be done."

    def __init__(self, *, pointer: str = "", **extra: Any) -> None:
        self.pointer = pointer
        self.extra = extra
        super().__init__(self.code, pointer, extra)

    def text(self, language: str = "ja") -> str:
        """The sentence shown to a person, in `ja` or `en`."""
        return (self.ja if language == "ja" else self.en).format(**self.extra)

    def __str__(self) -> str:
        return f"{self.code}: {self.text('ja')}"


class NotFound(DomainError):
    """Not there, or not yours to know of: both look the same."""

    code = "common.not_found"
    status = 404
    ja = "見つかりません。"
    en = "Not found."


class NotAllowed(DomainError):
    """You may see it, but this is not yours to do."""

    code = "common.not_allowed"
    status = 403
    ja = "この操作をする権限がありません。必要な役割: {role}"
    en = "You may not do this. Role needed: {role}"

    def __init__(self, *, role: str = "", pointer: str = "", **extra: Any) -> None:
        super().__init__(pointer=pointer, role=role, **extra)


class SamePerson(NotAllowed):
    """R14: maker and approver are two people."""

    code = "common.same_person"
    ja = "起案した人は承認できません。別の担当者が承認してください。"
    en = "A person never approves what they prepared. Ask a second person."


class WrongState(DomainError):
    """The object is not in a state from which this verb leads on."""

    code = "common.wrong_state"
    status = 409
    ja = "いまの状態「{state}」では「{verb}」できません。"
    en = "“{verb}” is not possible while the state is “{state}”."


class StaleVersion(DomainError):
    """Someone saved in between; both versions are kept."""

    code = "common.stale_version"
    status = 412
    ja = "別の人が先に保存しました(第{current}版)。内容を見比べてからもう一度保存してください。"
    en = "Someone saved before you (version {current}). Compare both and save again."


class AnotherPerson(DomainError):
    """What one person typed is never kept under the name of another who signed in on the same device."""

    code = "common.another_person"
    status = 409
    ja = "ほかの人（{name}さん）でログインしています。"
    en = "{name} is signed in, not you."


class KeyReused(DomainError):
    """An idempotency key came back with other content."""

    code = "common.key_reused"
    status = 409
    ja = "同じ Idempotency-Key が別の内容で使われています。新しいキーで送り直してください。"
    en = "This Idempotency-Key was used with other content. Send again with a new key."


@dataclass(frozen=True)
class FieldFault:
    """One thing wrong with one field: where, what, and how to mend it."""

    pointer: str
    code: str
    ja: str
    en: str
    extra: dict[str, Any] = field(default_factory=dict)

    def text(self, language: str = "ja") -> str:
        return self.ja if language == "ja" else self.en


class FieldErrors(DomainError):
    """Several fields to mend, all told at once (422)."""

    code = "common.invalid"
    status = 422
    ja = "入力内容を確認してください({count}件)。"
    en = "Please check what you entered ({count} to mend)."

    def __init__(self, faults: Iterable[FieldFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(count=len(self.faults))


class ReasonMissing(DomainError):
    """A decision that others must live with says why."""

    code = "common.reason_missing"
    status = 422
    ja = "理由を入力してください。"
    en = "Please give the reason."


def require_reason(reason: str, pointer: str = "/reason") -> str:
    """The reason, trimmed. Raises ReasonMissing."""
    reason = reason.strip()
    if not reason:
        raise ReasonMissing(pointer=pointer)
    return reason


def refuse(faults: Iterable[FieldFault]) -> None:
    """Raises FieldErrors when there is anything to mend."""
    found = list(faults)
    if found:
        raise FieldErrors(found)
