"""Examples of bodies, made from their schemas: what stands for a field is told once, by the field's name."""

from __future__ import annotations

from typing import Any, Final

VALUES: Final[dict[str, Any]] = {
    "account_type": 1,
    "address": "神奈川県川崎市川崎区宮本町1",
    "alias": "川の近くの者",
    "amount": 120_000,
    "amounts": {"12": 80_000},
    "annual_budget": 350_000,
    "answers": {"Q1": "毎月第2土曜"},
    "bank_code": "0001",
    "branch_code": "388",
    "budget": 3_000_000,
    "category": "消耗品費",
    "changes": {"title": "川辺の花壇づくり"},
    "closes_at": "2026-05-15T17:00:00+09:00",
    "code": "A1",
    "comment": "地域の人が長く関われる計画です。",
    "committee_on": "2026-06-27",
    "component": "ALL",
    "corporate_number": "7000012050002",
    "decided_on": "2026-07-01",
    "document_code": "RULES",
    "due_on": "2026-08-31",
    "edition": "2026-04-01",
    "effective_from": "2026-04-01",
    "email": "aoki@example.jp",
    "example": "hara_r7",
    "fee_rate": "0.0325",
    "fiscal_year": 2026,
    "founded_on": "2019-04-01",
    "guideline": "1 応募できる団体 …",
    "held_on": "2026-06-27",
    "holder_kana": "ｻﾄﾔﾏﾉｶｲ",
    "item": "会則がある",
    "kind": "individual",
    "label_en": "Where do you work?",
    "label_ja": "主な活動場所",
    "language": "ja",
    "legal_form": "voluntary",
    "maximum": "5.00",
    "message": "7月4日に公開審査を行います。",
    "minimum": "1.00",
    "minute": "委員全員の一致で決めた。",
    "name": "里山の会",
    "name_kana": "さとやまのかい",
    "notice": "審査は6月に行います。",
    "note": "電話で確かめた。",
    "number": "1234567",
    "on": "2026-06-10",
    "opens_at": "2026-04-06T09:00:00+09:00",
    "part": "budget",
    "password": "a long pass phrase",
    "pay_on": "2026-07-15",
    "phone": "044-200-0000",
    "place": "group:12",
    "pointer": "/departments/0/budget",
    "points": {"C1": "4"},
    "postal_code": "210-8577",
    "postmarked_on": "2026-05-15",
    "project_from": "2026-07-01",
    "project_to": "2027-01-31",
    "reason": "見積書の日付が募集の前だったため",
    "received_at": "2026-05-14T10:30:00+09:00",
    "refund_due_on": "2027-04-30",
    "report_due_on": "2027-03-01",
    "representative": "青木 遥",
    "representative_kana": "あおき はるか",
    "review_closes_at": "2026-06-19T17:00:00+09:00",
    "review_opens_at": "2026-06-01T09:00:00+09:00",
    "role": "reviewer",
    "scopes": ["read"],
    "scores": "department,number,V1,V2\nA,1,80,72\n",
    "secret": "kept-in-the-letter",
    "stage": "FIRST",
    "step": "1.00",
    "sub_fund": "GEN",
    "tags": ["環境"],
    "text": "花壇を3か所につくった。",
    "title": "川辺の花壇づくり",
    "tokens": {"12": 3},
    "until": "2026-05-20T17:00:00+09:00",
    "verdict": "pass",
    "votes": {"12": 41},
}
TEXTS: Final = {"date": "2026-06-10", "date-time": "2026-06-10T10:00:00+09:00", "email": "aoki@example.jp"}


def example_of(schema: dict[str, Any], schemas: dict[str, Any], name: str = "") -> Any:
    """A value that `schema` allows; `schemas` are the components it may refer to."""
    schema = _resolved(schema, schemas)
    told = VALUES.get(name)
    if "enum" in schema:
        return told if told in schema["enum"] else schema["enum"][0]
    if "properties" in schema:
        return {key: example_of(part, schemas, key) for key, part in schema["properties"].items()}
    kind = schema.get("type", "string")
    if told is not None and isinstance(told, KINDS[kind]):
        return told
    if kind == "object":
        return {}
    if kind == "array":
        return [example_of(schema["items"], schemas, name)] if schema.get("items") else []
    if kind == "boolean":
        return bool(schema.get("default", True))
    if kind in ("integer", "number"):
        return schema.get("default", max(schema.get("minimum", 1), 1))
    return TEXTS.get(schema.get("format", ""), "例")


KINDS: Final[dict[str, type]] = {
    "object": dict,
    "array": list,
    "boolean": bool,
    "integer": int,
    "string": str,
}


def _resolved(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    while True:
        if "$ref" in schema:
            schema = schemas[schema["$ref"].rpartition("/")[2]]
        elif (word := next((word for word in ("allOf", "oneOf", "anyOf") if word in schema), "")) != "":
            schema = schema[word][0]
        else:
            return schema
