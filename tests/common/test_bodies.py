"""What a body may be: known keys all the way in, JSON's own kinds, days that a calendar of ours has."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework import serializers
from rest_framework.test import APIClient

from common.api.problems import UnknownKeys
from common.api.serializers import Input
from common.errors import FieldErrors
from tests import factories as make


class Inner(serializers.Serializer[Any]):
    note = serializers.CharField(max_length=3, required=False)


class Body(Input):
    name = serializers.CharField(required=False, allow_blank=True)
    shown = serializers.BooleanField(required=False, allow_null=True)
    on = serializers.DateField(required=False)
    at = serializers.DateTimeField(required=False)
    rows = Inner(many=True, required=False, allow_null=True)
    words = serializers.ListField(child=serializers.CharField(), required=False)
    anything = serializers.JSONField(required=False)


GOOD: list[dict[str, Any]] = [
    {},
    {"name": "", "shown": None},
    {"name": "7", "shown": True, "rows": [{"note": "あいう"}, {}], "words": ["1"]},
    {"on": "1868-01-25", "at": "2199-12-31T23:59:00+09:00"},
    {"rows": None},
    {"anything": {"no": [{"matter": 1}]}},
]


@pytest.mark.parametrize("body", GOOD)
def test_a_body_that_does(body: dict[str, Any]) -> None:
    assert Body.read(body).keys() == body.keys()


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({"name": 7, "shown": "true"}, {"/name", "/shown"}),
        ({"name": True, "shown": 1}, {"/name", "/shown"}),
        ({"shown": "null"}, {"/shown"}),
        ({"rows": [{}, {"note": 5}], "words": ["a", 1.5]}, {"/rows/1/note", "/words/1"}),
        ({"rows": [{"note": "    "}]}, {"/rows/0/note"}),
        ({"rows": [{"note": "a   "}]}, {"/rows/0/note"}),  # four as sent
        ({"on": "1868-01-24", "at": "2200-01-01T00:00:00+09:00"}, {"/on", "/at"}),
        ({"on": "1267-07-14"}, {"/on"}),
        ({"rows": [{}, None]}, {"/rows/1"}),
    ],
)
def test_a_body_that_does_not(body: dict[str, Any], pointers: set[str]) -> None:
    with pytest.raises(FieldErrors) as refused:
        Body.read(body)
    assert {fault.pointer for fault in refused.value.faults} == pointers
    assert all(fault.ja != fault.en for fault in refused.value.faults)


@pytest.mark.parametrize("body", [None, [], "x", 1])
def test_a_body_that_is_no_object(body: Any) -> None:
    with pytest.raises(FieldErrors):
        Body.read(body)


def test_unknown_keys_are_named_all_the_way_in() -> None:
    with pytest.raises(UnknownKeys) as refused:
        Body.read({"colour": 1, "rows": [{}, {"size": 1}]})
    assert refused.value.extra["keys"] == "colour, rows/1/size"


@pytest.mark.django_db
def test_what_cannot_be_kept_is_named_and_what_is_too_large_is_told() -> None:
    client = APIClient()
    client.force_authenticate(make.user())
    put = '{"name": "a\\u0000", "phone": "\\ud800", "households": 1000000000000001, "x\\u0000": 1}'
    refused = client.generic("POST", "/api/v1/groups/", put, content_type="application/json")
    assert refused.status_code == 422
    assert [(fault["pointer"], fault["code"]) for fault in refused.json()["errors"]] == [
        ("/name", "common.character"),
        ("/phone", "common.character"),
        ("/households", "common.number"),
        ("", "common.character"),
    ]
    large = client.post("/api/v1/groups/", {"name": "a" * 2_600_000})
    assert (large.status_code, large.json()["code"]) == (413, "common.too_large")
    assert large["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("key", "status"),
    [("a", 404), ("x" * 120, 404), ("a b", 404), ("x" * 121, 428), (" a", 428), ("", 428)],
)
def test_an_idempotency_key_is_1_to_120_printable_characters(key: str, status: int) -> None:
    client = APIClient()
    client.force_authenticate(make.user())
    asked = client.post("/api/v1/batches/1/approve/", {}, headers={"Idempotency-Key": key})
    assert asked.status_code == status, asked.content
