"""Every screen once: its address with an object of the demo fund, and who looks at it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from intake.demo import PASSWORD
from intake.demo_content import address
from tests.journeys.browserless import Person


@dataclass(frozen=True)
class Stop:
    """`who` is a key of the demo's cast, or nobody; `reading`: made by the server, needs no script."""

    name: str
    path: str
    who: str = ""
    reading: bool = False


READING: Final = (
    Stop("P1", "/", reading=True),
    Stop("P2", "/rounds/{open_round}", reading=True),
    Stop("P6", "/projects", reading=True),
    Stop("P7", "/projects/{project}", reading=True),
    Stop("P8", "/numbers", reading=True),
    Stop("help", "/help", reading=True),
    Stop("accessibility", "/accessibility", reading=True),
    Stop("privacy", "/privacy", reading=True),
    Stop("contact", "/contact", reading=True),
)
SCREENS: Final = (
    Stop("P3", "/rounds/{open_round}/check"),
    Stop("P4", "/donate"),
    Stop("P5", "/donate/thanks/{gift_page}"),
    Stop("D1", "/my/donations", "donor"),
    Stop("D2", "/my/donations/{gift_used}/journey", "donor2"),
    Stop("D2-waiting", "/my/donations/{gift}/journey", "donor"),
    Stop("A1-login", "/login"),
    Stop("A1-signup", "/signup"),
    Stop("A2", "/groups/{group}", "applicant2"),
    Stop("A3", "/my", "applicant2"),
    Stop("A4", "/apply/{draft}", "applicant2"),
    Stop("A5", "/apply/{draft}/group", "applicant2"),
    Stop("A6", "/apply/{draft}/project", "applicant2"),
    Stop("A7", "/apply/{draft}/plan", "applicant2"),
    Stop("A7-outcome", "/apply/{draft}/outcome", "applicant2"),
    Stop("A8", "/apply/{draft}/budget", "applicant2"),
    Stop("A9", "/apply/{draft}/files", "applicant2"),
    Stop("A10", "/apply/{draft}/consents", "applicant2"),
    Stop("A11", "/apply/{draft}/check", "applicant2"),
    Stop("A13", "/apply/{awarded}/status", "applicant3"),
    Stop("A15", "/awards/{award}/accept", "applicant3"),
    Stop("A16", "/awards/{award}/change", "applicant3"),
    Stop("A17-final", "/awards/{award}/report/final", "applicant3"),
    Stop("A18", "/awards/{award}/settlement", "applicant3"),
    Stop("A19", "/messages", "applicant2"),
    Stop("U1", "/account", "applicant2"),
)
ALL: Final = (*READING, *SCREENS)


class Objects:
    """Objects of the demo fund by the name that `Stop.path` gives them, found over the API."""

    def __init__(self, site: str) -> None:
        self._site = site
        self._people: dict[str, Person] = {}
        self._known: dict[str, Any] = {}
        self._ways: dict[str, Callable[[], Any]] = {
            "open_round": lambda: self._first("applicant2", "rounds/?state=open"),
            "project": lambda: self._project(),
            "gift": lambda: self._first("donor", "donations/own/"),
            "gift_used": lambda: self._used_gift(),
            "gift_page": lambda: self._gift_page(),
            "group": lambda: self.person("applicant2").get("me/")["groups"][0]["id"],
            "draft": lambda: self._first("applicant2", "applications/?state=draft"),
            "awarded": lambda: self._award()["application"],
            "award": lambda: self._award()["id"],
        }

    def person(self, who: str) -> Person:
        if who not in self._people:
            self._people[who] = Person(self._site, address(who), PASSWORD)
        return self._people[who]

    def path(self, stop: Stop) -> str:
        return re.sub(r"\{(\w+)\}", lambda found: str(self.number(found[1])), stop.path)

    def number(self, name: str) -> Any:
        """The id of an object."""
        if name not in self._known:
            self._known[name] = self._ways[name]()
        return self._known[name]

    def _first(self, who: str, path: str) -> Any:
        return self.person(who).get(path)["results"][0]["id"]

    def _award(self) -> Any:
        return self.person("applicant3").get("awards/")["results"][0]

    def _used_gift(self) -> Any:
        """A gift of last year's, which went to projects."""
        rows = self.person("donor2").get("donations/own/")["results"]
        return min(rows, key=lambda row: row["received_on"] or "9")["id"]

    def _gift_page(self) -> Any:
        """The page of a gift just promised without an account."""
        anybody = self.person("applicant2")
        fund = anybody.get("public/giving/")["fund"]["id"]
        gift = {
            "amount": 3_000,
            "method": "bank",
            "name": "山田 花子",
            "email": "tour@example.org",
            "receipt_by": "none",
        }
        return anybody.post(f"public/funds/{fund}/gifts/", gift)["token"]

    def _project(self) -> Any:
        anybody = self.person("applicant2")
        for row in anybody.get("public/rounds/")["results"]:
            for department in anybody.get(f"public/rounds/{row['id']}/results/")["departments"]:
                for result in department["rows"]:
                    if result.get("project_id"):
                        return result["project_id"]
        raise AssertionError("the demo has no public project")
