"""What a person says of themselves."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from common import clock
from common.errors import FieldFault, NotFound, refuse
from people.models import User
from people.rules import MAIL_CHOICES
from trail.services import note


@transaction.atomic
def update_account(*, by: User, **values: Any) -> User:
    """Change one's name, its reading, the language of letters, `single_keys`, and which letters one does
    without (`mail_off`, out of MAIL_CHOICES). Raises NotFound, FieldErrors."""
    assert values.keys() <= {"name", "name_kana", "language", "single_keys", "mail_off"}, values
    found = User.objects.select_for_update().filter(pk=by.pk, is_active=True).first()
    if found is None:
        raise NotFound
    refuse(_faults(values))
    for name, value in values.items():
        setattr(found, name, value.strip() if isinstance(value, str) else value)
    found.save(update_fields=sorted(values))
    note(found, "update", by=by, at=clock.now(), fields=sorted(values))
    return found


def _faults(values: dict[str, Any]) -> list[FieldFault]:
    faults = []
    if not 1 <= len(values.get("name", "x").strip()) <= 80:
        ja, en = "お名前を80文字までで入れてください。", "Enter your name in up to 80 characters."
        faults.append(FieldFault("/name", "people.name", ja, en))
    if len(values.get("name_kana", "").strip()) > 80:
        ja, en = "80文字までで入れてください。", "Enter up to 80 characters."
        faults.append(FieldFault("/name_kana", "people.name", ja, en))
    if values.get("language", "ja") not in ("ja", "en"):
        faults.append(FieldFault("/language", "people.language", "ja か en です。", "It is ja or en."))
    if not set(values.get("mail_off", ())) <= MAIL_CHOICES.keys():
        names = "、".join(MAIL_CHOICES)
        ja, en = f"{names} から選んでください。", f"Choose among {', '.join(MAIL_CHOICES)}."
        faults.append(FieldFault("/mail_off", "people.mail_off", ja, en))
    return faults
