"""A donor's own record: name and address as the next receipt will state them (§7)."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from common import clock
from common.errors import FieldErrors, NotFound
from donations.models import Donor
from donations.permissions import INTAKE
from donations.services.pledging import DONOR_FIELDS, donor_faults
from fund.permissions import require_role
from trail.services import Actor, note


@transaction.atomic
def update_donor(*, donor_id: int, by: Actor, **changes: str) -> Donor:
    """Mend a donor's record (the donor, or officer and cashier); receipts already issued stay as they are.

    Raises NotFound, NotAllowed, FieldErrors.
    """
    assert changes.keys() <= DONOR_FIELDS.keys(), changes.keys()
    donor = Donor.objects.select_for_update(of=("self",)).select_related("fund").filter(pk=donor_id).first()
    if donor is None:
        raise NotFound
    if by.pk is None or donor.user_id != by.pk:
        require_role(by, donor.fund_id, *INTAKE)
    for name, value in changes.items():
        setattr(donor, name, value)
    faults = donor_faults({name: getattr(donor, name) for name in DONOR_FIELDS})
    if faults:
        raise FieldErrors(replace(fault, pointer=fault.pointer.replace("/donor", "", 1)) for fault in faults)
    donor.save(update_fields=sorted(changes))
    note(donor.fund, "update_donor", by=by, at=clock.now(), donor=donor.pk, fields=sorted(changes))
    return donor
