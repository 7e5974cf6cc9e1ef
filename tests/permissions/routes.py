"""Every address and method under /api/v1/, out of the URL resolver, and a body that its schema allows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from django.urls import URLPattern, URLResolver, get_resolver

from tests.permissions.world import World

ROOT = "api/v1/"
METHODS = ("get", "post", "put", "patch", "delete")
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


class Route(NamedTuple):
    """`applications/<id:pk>/submit/`, and `post`."""

    address: str
    method: str

    @property
    def template(self) -> str:
        """As the description writes it: /api/v1/applications/{id}/submit/."""
        return "/" + ROOT + PARAMETER.sub(r"{\1}", self.address)

    def path(self, ids: dict[str, Any]) -> str:
        """The address of one row of the world."""

        def put(match: re.Match[str]) -> str:
            return str(ids[key_of(self.address, match.group(1), self.address[: match.start()])])

        return f"/{ROOT}{PARAMETER.sub(put, self.address)}"


def key_of(address: str, name: str, before: str) -> str:
    """Under which name the world keeps what stands at a parameter."""
    if name in ("year", "figure"):
        return name
    if name == "invitation":
        return f"{address.split('/')[0].removesuffix('s')} invitation"
    if name in ("kind", "secret", "token"):
        return name
    if name == "file_id":
        return "report photo" if address.endswith("unpublish/") else "report file"
    if name == "width":
        return name
    if name == "document_id":
        return "group document" if address.startswith("groups/") else "document"
    if name == "account_id":
        return "bank account"
    if name == "number":
        return "version"
    if name == "report_kind":
        return name
    if address.startswith(
        tuple(
            f"applications/<id:pk>/{verb}"
            for verb in ("draft", "submit", "discard", "copy-from", "documents/reuse", "earlier-documents")
        )
    ):
        return "draft"
    if address.startswith("screens/applications/"):
        return "draft"
    parts = before.rstrip("/").split("/")
    if parts[0] == "screens":
        kinds = {"group": "groups", "award": "awards"}
        return kinds.get(parts[1].split("-")[0], "applications")
    return "/".join(parts[:2]) if parts[0] == "public" else parts[0]


def routes() -> list[Route]:
    """All of them, by address."""
    found = []
    for address, pattern in _walk(get_resolver().url_patterns):
        if not address.startswith(ROOT):
            continue
        view = getattr(pattern.callback, "view_class", None) or pattern.callback.cls
        found += [Route(address.removeprefix(ROOT), name) for name in METHODS if hasattr(view, name)]
    return sorted(found)


def _walk(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for item in patterns:
        address = prefix + str(item.pattern)
        if isinstance(item, URLResolver):
            yield from _walk(item.url_patterns, address)
        else:
            yield address, item


@cache
def description() -> dict[str, Any]:
    """The API's description as it is kept."""
    text = (Path(__file__).parents[2] / "docs" / "openapi.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=yaml.CSafeLoader)


def body_of(route: Route, world: World) -> Any:
    """A body that gets past the form to the permission: out of BODIES, or one that the description allows;
    None where there is none."""
    if route.method == "get":
        return None
    if route.address in BODIES:
        return BODIES[route.address](world)
    content = operation(route).get("requestBody", {}).get("content", {})
    if not content:
        return None
    return _sample(content[next(iter(content))]["schema"], "", world)


def operation(route: Route) -> dict[str, Any]:
    names = [name for name in description()["paths"] if _shape(name) == _shape(route.template)]
    assert len(names) <= 1, names
    return description()["paths"][names[0]].get(route.method, {}) if names else {}


def _shape(template: str) -> str:
    return re.sub(r"\{\w+\}", "{}", template)


def _sample(schema: dict[str, Any], name: str, world: World) -> Any:
    if "$ref" in schema:
        return _sample(_component(schema["$ref"]), name, world)
    for word in ("allOf", "oneOf", "anyOf"):
        if word in schema:
            return _sample(schema[word][0], name, world)
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type", "object")
    if isinstance(kind, list):
        kind = next(item for item in kind if item != "null")
    if kind == "object":
        return {key: _sample(part, key, world) for key, part in schema.get("properties", {}).items()}
    if kind == "array":
        return [_sample(schema["items"], name, world)] if schema.get("minItems") else []
    if kind == "boolean":
        return True
    if kind in ("integer", "number"):
        return KNOWN[name](world) if name in KNOWN else max(int(schema.get("minimum", 1)), 1)
    if name in KNOWN:
        return KNOWN[name](world)
    samples = {"date": "2025-07-01", "date-time": "2025-07-01T09:00:00+09:00", "email": "a@example.org"}
    return samples.get(schema.get("format", ""), "1")


def _component(reference: str) -> dict[str, Any]:
    return description()["components"]["schemas"][reference.rpartition("/")[2]]


KNOWN: dict[str, Any] = {
    "fund": lambda world: world.fund.pk,
    "group": lambda world: world.group.pk,
    "department": lambda world: world.ids["departments"],
    "department_id": lambda world: world.ids["departments"],
    "application": lambda world: world.ids["applications"],
    "member": lambda world: world.ids["committee-members"],
    "user": lambda world: world.people["viewer"].pk,
    "email": lambda world: "a@example.org",
    "place": lambda world: f"group:{world.group.pk}",
    "sub_fund": lambda world: "GEN",
    "overflow_to": lambda world: world.fund.sub_funds.get(code="OPS").pk,
    "target_group": lambda world: world.group.pk,
    "donor_id": lambda world: world.ids["donors"],
    "fiscal_year": lambda world: 2025,
    "bank_code": lambda world: "0001",
    "branch_code": lambda world: "388",
}


GIVER = {"kind": "individual", "name": "寄附する人"}
BODIES: dict[str, Callable[[World], Any]] = {
    "account/": lambda world: {"language": "ja"},
    "applications/<id:pk>/copy-from/": lambda world: {"application": world.ids["applications"]},
    "applications/<id:pk>/documents/reuse/": lambda world: {"document": world.ids["document"]},
    "applications/<id:pk>/draft/writing/": lambda world: {"part": "budget"},
    "applications/<id:pk>/messages/": lambda world: {"body": "質問です"},
    "applications/<id:pk>/messages/read/": lambda world: {"upto": world.ids["message"]},
    "batches/": lambda world: {
        "fund": world.fund.pk, "pay_on": "2025-07-15", "instalments": [world.ids["instalments"]]},
    "donations/": lambda world: {"fund": world.fund.pk, "amount": 1000, "method": "bank", "sub_fund": "GEN",
        "donor": GIVER},
    "donations/record/": lambda world: {"fund": world.fund.pk, "amount": 1000, "method": "cash",
        "sub_fund": "GEN", "donor": GIVER, "on": "2025-06-10"},
    "donations/<id:pk>/identify/": lambda world: {"sub_fund": "GEN", "donor": GIVER},
    "donations/ask/": lambda world: {"email": "a@example.org"},
    "donations/claim/": lambda world: {},
    "public/funds/<id:pk>/gifts/": lambda world: {"amount": 1000, "method": "bank", "sub_fund": "GEN",
        "name": "寄附する人", "email": "a@example.org", "receipt_by": "none"},
    "public/gifts/find/": lambda world: {"reference": "005724", "email": "a@example.org"},
    "public/gifts/<str:token>/publicity/": lambda world: {"publicity": "anonymous"},
    "donors/<id:pk>/": lambda world: {"address": "川崎市"},
    "funds/<id:pk>/settle-cards/": lambda world: {"donations": [world.ids["donations"]]},
    "groups/": lambda world: {"name": "あたらしい会"},
    "letters/hold/": lambda world: {"letters": [world.ids["letters"]]},
    "letters/send-again/": lambda world: {"letters": [world.ids["letters"]]},
    "letters/<id:pk>/edit/": lambda world: {"subject": "件名", "body": "本文"},
    "letters/release/": lambda world: {"letters": [world.ids["letters"]]},
    "letters/suppress/": lambda world: {"letters": [world.ids["letters"]]},
    "policies/load/": lambda world: {"fund": world.fund.pk, "example": "obu_r5"},
    "policies/try/": lambda world: {
        "fund": world.fund.pk, "example": "obu_r5", "scores": "department,number\n"},
}  # fmt: skip
