"""What a person may do now with a group, judged by the services' own guards."""

from __future__ import annotations

from common.api.actions import Action, actions
from people.models import Group, User
from people.permissions import require_group_role, require_member


def group_offers(group: Group, user: User) -> list[Action]:
    """The verbs of a group's members, each with its reason when it is not this person's. 4 queries."""
    speaks, pays = ("representative",), ("representative", "treasurer")
    return actions(
        [
            ("update", "団体情報を直す", lambda: require_member(user, group.pk, writing=True)),
            ("invite", "メンバーを招待する", lambda: require_group_role(user, group.pk, *speaks)),
            ("add_member", "メンバーの役割を変える", lambda: require_group_role(user, group.pk, *speaks)),
            ("end_member", "メンバーを外す", lambda: require_group_role(user, group.pk, *speaks)),
            ("enter_account", "口座を登録・変更する", lambda: require_group_role(user, group.pk, *pays)),
        ]
    )
