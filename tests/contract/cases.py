"""What is sent: for every operation of the description, cases out of it by schemathesis (each boundary of
each field; drawn at random, right and wrong), most of them aimed at rows that are there."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.config import SchemathesisConfig
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation import GenerationMode

from tests.contract.site import undone
from tests.permissions.routes import KNOWN, PARAMETER, Route, body_of, description, routes
from tests.permissions.world import World

CONFIG = Path(__file__).parent / "schemathesis.toml"
MODES = list(GenerationMode)


@cache
def schema() -> Any:
    """The description as it is kept, with the checks of schemathesis.toml, and the site beside it."""
    found = schemathesis.openapi.from_dict(description(), config=SchemathesisConfig.from_path(CONFIG))
    found.app = undone
    return found


@cache
def operations() -> list[Any]:
    return [found.ok() for found in schema().get_all_operations()]


@cache
def _by_shape() -> dict[tuple[str, str], Route]:
    return {(_shape(route.template), route.method): route for route in routes()}


def _shape(template: str) -> str:
    return re.sub(r"\{\w+\}", "{}", template)


def cases(operation: Any, wanted: int, world: World, luck: random.Random) -> list[Any]:
    """`wanted` cases of one operation, in the order in which they are sent: a body that is known to do where
    there is one, boundaries, right ones at random, wrong ones at random; again from the start when the
    description knows no more."""
    drawn = max(wanted // 4, 1)
    found = [
        *_known(operation, world),
        *_at_random(operation, GenerationMode.POSITIVE, drawn, luck),
        *_at_random(operation, GenerationMode.NEGATIVE, drawn, luck),
    ][:wanted]
    boundaries = list(_boundaries(operation))
    luck.shuffle(boundaries)
    found += boundaries[: wanted - len(found)]
    for case in found:
        _aim(case, world, luck)
    return found


def _known(operation: Any, world: World) -> Iterator[Any]:
    body = body_of(route_of(operation), world)
    if body is not None and operation.method == "post" and not operation.path.endswith("/documents/"):
        yield operation.Case(body=body, media_type="application/json", headers=dict(KNOWN_HEADERS))


KNOWN_HEADERS = {"If-Match": '"1"', "Idempotency-Key": "known"}


def route_of(operation: Any) -> Route:
    return _by_shape()[_shape(operation.path), operation.method]


def _boundaries(operation: Any) -> Iterator[Any]:
    config = schema().config.generation_for(operation=operation, phase="coverage")
    return schema().iter_coverage_cases(operation, generation_modes=MODES, generation_config=config)


def _at_random(operation: Any, mode: GenerationMode, wanted: int, luck: random.Random) -> list[Any]:
    found: list[Any] = []

    @seed(luck.getrandbits(64))
    @settings(
        max_examples=wanted,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(mode))
    def draw(case: Any) -> None:
        found.append(case)

    with suppress(Unsatisfiable):  # where nothing can be wrong
        draw()
    return found[:wanted]


def _aim(case: Any, world: World, luck: random.Random) -> None:
    """Put ids of rows that are there into what is right in the case, three times out of four."""
    meta = case.meta
    if meta is None or (not meta.is_negative_at(ParameterLocation.PATH) and luck.random() < 0.75):
        case.path_parameters = _ids(case.operation, world)
    if not (meta and meta.is_negative_at(ParameterLocation.BODY)) and isinstance(case.body, dict):
        for name in sorted(case.body.keys() & KNOWN.keys()):
            if luck.random() < 0.75 and _same_kind(case.body[name], known := KNOWN[name](world)):
                case.body[name] = known
    headers = case.headers or {}
    if "If-Match" in headers and not (meta and meta.is_negative_at(ParameterLocation.HEADER)):
        case.headers = {**headers, "If-Match": '"1"'}


def _same_kind(one: Any, other: Any) -> bool:
    return type(one) is type(other)


def _ids(operation: Any, world: World) -> dict[str, Any]:
    """The path's parameters by the description's names, in the order of the address."""
    route = route_of(operation)
    names = re.findall(r"\{(\w+)\}", operation.path)
    if not names:
        return {}
    pattern = re.escape("/api/v1/" + PARAMETER.sub("\0", route.address)).replace("\0", "(.+)")
    values = re.fullmatch(pattern.replace("\\\x00", "(.+)"), route.path(world.ids))
    assert values is not None, route
    return dict(zip(names, values.groups(), strict=True))
