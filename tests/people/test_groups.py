"""A group's record: its profile, who belongs to it, and who may change what."""

from __future__ import annotations

from datetime import date

import pytest

from common.errors import FieldErrors, NotAllowed, NotFound
from people import services
from people.models import Group, Membership
from people.permissions import is_member, memberships, require_member
from people.queries import visible_groups
from people.rules import corporate_number_is_valid
from people.services.groups import LastRepresentative
from tests import factories
from trail.queries import timeline
from trail.services import SYSTEM

pytestmark = pytest.mark.django_db


def test_create_group_makes_its_maker_the_representative() -> None:
    aoki = factories.user("aoki")

    group = services.create_group(
        by=aoki,
        name="みはらし里山の会",
        name_kana="ﾐﾊﾗｼｻﾄﾔﾏﾉｶｲ",
        phone="０４４(000)0010",
        postal_code="2130001",
    )

    assert [(m.user, m.role) for m in group.memberships.all()] == [(aoki, "representative")]
    # Names stay as they were typed; numbers are kept in one way of writing.
    assert (group.name_kana, group.phone, group.postal_code) == ("ﾐﾊﾗｼｻﾄﾔﾏﾉｶｲ", "044-000-0010", "213-0001")
    assert [event.verb for event in timeline(group)] == ["create"]


def test_create_group_tells_every_field_to_mend() -> None:
    with pytest.raises(FieldErrors) as refused:
        services.create_group(
            by=factories.user(),
            name="　",
            corporate_number="1234567890123",
            phone="12",
            postal_code="21",
            members=3,
            resident_members=4,
            representative="あ" * 41,
        )

    assert {fault.pointer for fault in refused.value.faults} == {
        "/name", "/corporate_number", "/phone", "/postal_code", "/resident_members", "/representative",
    }  # fmt: skip
    assert Group.objects.count() == 0


@pytest.mark.parametrize("name", ["𠮷野髙﨑の会", "か\u3099っこうの会", "葛󠄀城の会", "👨‍👩‍👧の会"])
def test_create_group_never_refuses_a_name(name: str) -> None:
    group = services.create_group(by=factories.user(), name=name)

    assert Group.objects.get(pk=group.pk).name == name


def test_name_limit_counts_what_a_person_sees() -> None:
    # 60 families of 5 code points each are 60 characters, but more than the column's 200 code points.
    with pytest.raises(FieldErrors):
        services.create_group(by=factories.user(), name="👨‍👩‍👧" * 60)
    assert services.create_group(by=factories.user(), name="が" * 60).name == "が" * 60
    with pytest.raises(FieldErrors):
        services.create_group(by=factories.user(), name="が" * 61)


def test_corporate_number_check_digit() -> None:
    # 国税庁's published example: 700110005901 has the check digit 8.
    assert corporate_number_is_valid("8700110005901")
    assert not corporate_number_is_valid("7700110005901")
    assert not corporate_number_is_valid("870011000590")


def test_update_group_is_for_writers() -> None:
    aoki, baba, fujii = factories.user("aoki"), factories.user("baba"), factories.user("fujii")
    group = factories.group("里山の会", {aoki: "editor", baba: "viewer"})

    services.update_group(group_id=group.pk, by=aoki, name="里山と川の会", founded_on=date(2016, 5, 1))
    group.refresh_from_db()
    assert (group.name, group.founded_on) == ("里山と川の会", date(2016, 5, 1))
    with pytest.raises(NotAllowed):
        services.update_group(group_id=group.pk, by=baba, name="別名")
    with pytest.raises(NotFound):
        services.update_group(group_id=group.pk, by=fujii, name="別名")
    with pytest.raises(NotFound):
        services.update_group(group_id=group.pk + 1, by=aoki, name="別名")
    group.refresh_from_db()
    assert group.name == "里山と川の会"


def test_update_group_checks_residents_against_the_members_it_has() -> None:
    aoki = factories.user("aoki")
    group = services.create_group(by=aoki, name="里山の会", members=10)

    with pytest.raises(FieldErrors):
        services.update_group(group_id=group.pk, by=aoki, resident_members=11)


def test_add_member_is_for_the_representative() -> None:
    aoki, baba, fujii = factories.user("aoki"), factories.user("baba"), factories.user("fujii")
    group = factories.group("里山の会", {aoki: "representative", baba: "treasurer"})

    services.add_member(group_id=group.pk, user=fujii, role="viewer", by=aoki)
    assert is_member(fujii, group.pk, writing=False)
    assert not is_member(fujii, group.pk, writing=True)
    with pytest.raises(NotAllowed):
        services.add_member(group_id=group.pk, user=fujii, role="editor", by=baba)
    with pytest.raises(FieldErrors):
        services.add_member(group_id=group.pk, user=fujii, role="boss", by=aoki)


def test_a_group_keeps_a_representative() -> None:
    aoki, baba = factories.user("aoki"), factories.user("baba")
    group = factories.group("里山の会", {aoki: "representative", baba: "treasurer"})

    with pytest.raises(LastRepresentative):
        services.end_membership(group_id=group.pk, user_id=aoki.pk, by=aoki)
    with pytest.raises(LastRepresentative):
        services.add_member(group_id=group.pk, user=aoki, role="editor", by=aoki)
    services.add_member(group_id=group.pk, user=baba, role="representative", by=aoki)
    services.end_membership(group_id=group.pk, user_id=aoki.pk, by=baba)
    assert not is_member(aoki, group.pk, writing=False)


def test_end_membership_hides_the_group() -> None:
    aoki, baba = factories.user("aoki"), factories.user("baba")
    group = factories.group("里山の会", {aoki: "representative", baba: "editor"})
    assert list(visible_groups(baba)) == [group]

    services.end_membership(group_id=group.pk, user_id=baba.pk, by=baba)

    assert list(visible_groups(baba)) == []
    with pytest.raises(NotFound):
        require_member(baba, group.pk, writing=False)
    with pytest.raises(NotFound):
        services.end_membership(group_id=group.pk, user_id=baba.pk, by=aoki)
    assert Membership.objects.filter(group=group).count() == 2


def test_the_system_may_write_for_any_group() -> None:
    group = factories.group("里山の会")

    require_member(SYSTEM, group.pk)
    assert list(memberships(SYSTEM)) == []


@pytest.mark.parametrize("groups", [3, 30])
def test_visible_groups_cost_one_query(django_assert_num_queries, groups: int) -> None:
    aoki = factories.user("aoki")
    for _ in range(groups):
        factories.group(members={aoki: "editor"})
        factories.group()

    with django_assert_num_queries(1):
        assert len(visible_groups(aoki)) == groups
