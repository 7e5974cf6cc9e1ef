"""What is wrong, or worth a look, in a policy: every finding with the pointer of its setting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from common.errors import FieldErrors, FieldFault
from fund.policy.sentences import SENTENCES


@dataclass(frozen=True)
class Finding:
    """One finding; `name` is its sentence, `extra` the figures the sentence speaks of."""

    pointer: str
    name: str
    extra: dict[str, Any] = field(default_factory=dict, hash=False)

    @property
    def kind(self) -> str:
        """unreadable, refused or warned."""
        return SENTENCES[self.name][0]

    @property
    def code(self) -> str:
        return f"fund.policy_{self.name}"

    @property
    def ja(self) -> str:
        return SENTENCES[self.name][1].format(**self.extra)

    @property
    def en(self) -> str:
        return SENTENCES[self.name][2].format(**self.extra)

    def fault(self) -> FieldFault:
        """The finding as a field's fault, naming the setting."""
        place = self.pointer or "/"
        return FieldFault(
            place,
            self.code,
            f"設定 {place}: {self.ja}",
            f"Setting {place}: {self.en}",
            dict(self.extra),
        )


def refuse_findings(findings: Iterable[Finding]) -> None:
    """Raises FieldErrors for whatever is not merely warned of."""
    faults = [found.fault() for found in findings if found.kind != "warned"]
    if faults:
        raise FieldErrors(faults)
