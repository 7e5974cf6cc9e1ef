"""How the pages answer: alike for everybody, cacheable, valid, with what search engines and readers need."""

from __future__ import annotations

import gzip
import json
import re
from importlib import import_module
from typing import Any
from xml.etree import ElementTree

import html5lib
import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import URLPattern

from awards.models import Award
from config.security import POLICY
from donations.models import Donation
from fund.models import CallVersion, Department, DocumentType, Fund, Round
from tests import factories as make
from tests.costs import Copies, cost
from tests.transparency.pages.reading import NAMESPACE, Page, get
from tests.transparency.scene import Scene, scene

pytestmark = pytest.mark.django_db

HTML = (
    "/", "/rounds", "/rounds/R7-05", "/projects", "/projects?view=table", "/projects?q=ない", "/numbers",
    "/numbers?explain=raised", "/numbers?explain=split", "/numbers?explain=projects", "/numbers?year=1999",
    "/help", "/accessibility", "/privacy", "/contact",
)  # fmt: skip
OTHERS = ("/robots.txt", "/sitemap.xml", "/feed.atom", "/projects.csv", "/numbers.csv")


def pages_of(fund: Fund) -> list[str]:
    projects = [f"/projects/{pk}" for pk in Award.objects.filter(fund=fund).values_list("pk", flat=True)]
    return [*HTML, *projects]


def in_languages(fund: Fund) -> list[str]:
    paths = pages_of(fund)
    english = [f"{path}{'&' if '?' in path else '?'}lang=en" for path in paths]
    return [*paths, *english, *(f"{path}{'&' if '?' in path else '?'}furigana=1" for path in paths[:4])]


def test_answers_are_the_same_whoever_asks(miharashi: Fund) -> None:
    officer = Client()
    officer.force_login(make.staff(miharashi, "officer"))
    english = Client(headers={"accept-language": "en"})
    english.cookies["django_language"] = "en"
    for path in (*pages_of(miharashi), *OTHERS):
        answers = [client.get(path) for client in (Client(), officer, english)]
        assert len({answer.content for answer in answers}) == 1, path
        for answer in answers:
            assert answer.status_code == 200, path
            assert not answer.cookies, path
            assert answer.headers["Vary"] == "Accept-Encoding", path
            assert answer.headers["Cache-Control"] == "public, max-age=60", path
            assert answer.headers["Content-Security-Policy"] == POLICY, path


def test_who_has_a_page_is_told_so(miharashi: Fund) -> None:
    for path in ("/", "/numbers", "/projects.csv"):
        first = Client().get(path)
        again = Client().get(path, headers={"if-none-match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b""), path
        assert again.headers["Cache-Control"] == "public, max-age=60"
    page = Client().get("/", headers={"if-none-match": '"other"'})
    assert page.status_code == 200
    miharashi.hours = "いつでも"
    miharashi.save()
    assert Client().get("/").headers["ETag"] != page.headers["ETag"]


def test_pages_are_packed(miharashi: Fund) -> None:
    packed = Client().get("/numbers", headers={"accept-encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.content) < len(gzip.decompress(packed.content)) / 3


def test_nothing_is_written() -> None:
    import_module("config.urls")  # knows the kinds of parts that addresses have
    urlpatterns = import_module("transparency.pages.urls").urlpatterns
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        address = "/" + re.sub(r"<[^>]+>", "1", str(pattern.pattern))
        assert Client().post(address).status_code == 405, address


def test_documents_are_valid_and_in_order(miharashi: Fund) -> None:
    for path in in_languages(miharashi):
        answer = Client().get(path)
        parser = html5lib.HTMLParser(strict=False)
        tree = parser.parse(answer.content.decode())
        assert parser.errors == [], (path, parser.errors)
        ids = [node.get("id") for node in tree.iter() if node.get("id")]
        assert len(ids) == len(set(ids)), path
        _look_over(get(path), path, set(ids))


def _look_over(page: Page, path: str, ids: set[str]) -> None:
    assert page.all("html")[0].get("lang") == ("en" if "lang=en" in path else "ja"), path
    headings = [
        int(node.tag[-1])
        for node in page.tree.iter()
        if re.fullmatch(re.escape(NAMESPACE) + r"h[1-6]", str(node.tag))
    ]
    assert headings[0] == 1, path
    assert headings.count(1) == 1, path
    assert all(after - before <= 1 for before, after in zip(headings, headings[1:], strict=False)), path
    for tag in ("header", "main", "footer", "title"):
        assert len(page.all(tag)) == 1, (path, tag)
    for node in page.tree.iter():
        assert node.get("style") is None, path
        assert not [name for name in node.keys() if str(name).startswith("on")], path  # noqa: SIM118
        for name in ("aria-labelledby", "aria-describedby", "for"):
            for target in (node.get(name) or "").split():
                assert target in ids, (path, name, target)
        if node.tag == f"{NAMESPACE}a" and (node.get("href") or "").startswith("#"):
            assert node.get("href", "")[1:] in ids, (path, node.get("href"))
        if node.tag == f"{NAMESPACE}script":
            assert node.get("src") or node.get("type") == "application/ld+json", path
        assert node.get("placeholder") is None, path
    assert page.all("style") == [], path
    assert "://" not in re.sub(r"https?://(localhost|schema\.org)", "", page.html).replace(
        "http://www.w3", ""
    ), path


def test_a_page_has_what_search_and_previews_need(miharashi: Fund) -> None:
    seen: dict[str, str] = {}
    for path in pages_of(miharashi):
        page = get(path)
        [title], metas = (
            page.all("title"),
            {n.get("name") or n.get("property"): n.get("content") for n in page.all("meta")},
        )
        links = {n.get("rel"): n.get("href") for n in page.all("link")}
        assert title.text is not None
        assert title.text.endswith("｜みはらしまちづくりファンド")
        assert 10 <= len(metas["description"] or "") <= 120, path
        assert links["canonical"] == metas["og:url"]
        assert (links["canonical"] or "").startswith(django_settings.SITE_URL)
        assert metas["og:image"] == f"{django_settings.SITE_URL}/static/transparency/card.png"
        if "?" not in path:
            assert title.text not in seen.values(), path
            seen[path] = title.text
    assert get("/rounds/R7-05").html.count('rel="canonical" href="http://localhost:8000/rounds/R7-05"') == 1
    assert 'hreflang="en" href="http://localhost:8000/numbers?lang=en"' in get("/numbers").html


def structured(page: Page) -> list[dict[str, Any]]:
    return [json.loads(node.text) for node in page.all("script") if node.get("type") == "application/ld+json"]


def test_structured_data_tells_the_same_figures(miharashi: Fund) -> None:
    award = Award.objects.get(application__title__contains="雑木林")
    grant, way = structured(get(f"/projects/{award.pk}"))
    assert (grant["@type"], grant["amount"]["value"], grant["amount"]["currency"]) == (
        "MonetaryGrant",
        363_000,
        "JPY",
    )
    assert grant["fundedItem"]["parentOrganization"]["name"] == "みはらし緑地を守る会"
    assert [item["name"] for item in way["itemListElement"]] == [
        "ホーム",
        "助成した活動",
        "みはらし緑地 雑木林の再生",
    ]
    [call, _] = structured(get("/rounds/R7-05"))
    assert call["amount"]["maxValue"] == 2_000_000


def test_structured_data_cannot_end_its_element() -> None:
    Fund.objects.filter(pk=make.fund().pk).update(name='</script><script>alert(1)</script>&"')
    page = get("/")
    assert structured(page)[0]["name"] == '</script><script>alert(1)</script>&"'
    assert "</script><script>alert" not in page.html


def test_the_sitemap_the_feed_and_robots(miharashi: Fund) -> None:
    site = django_settings.SITE_URL
    sitemap = ElementTree.fromstring(get("/sitemap.xml").html)
    addresses = [node.text or "" for node in sitemap.iter() if node.tag.endswith("}loc")]
    assert f"{site}/rounds/R7-05" in addresses
    assert len([address for address in addresses if "/projects/" in address]) == 4
    for address in addresses:
        assert Client().get(address.removeprefix(site)).status_code == 200, address
    feed = ElementTree.fromstring(get("/feed.atom").html)
    titles = [node.text for node in feed.iter() if node.tag.endswith("}title")]
    assert titles == [
        "みはらしまちづくりファンドのお知らせ",
        "結果: 令和7年度第5回募集",
        "募集: 令和7年度第5回募集",
    ]
    robots = get("/robots.txt").html
    assert f"Sitemap: {site}/sitemap.xml" in robots
    assert "Disallow: /api/" in robots


def test_the_csv_runs_nothing_in_a_spreadsheet() -> None:
    stage = scene(opening=500_000)
    application = stage.apply("A", 90)
    application.title = "=HYPERLINK(1)"
    application.save()
    stage.decide()
    stage.release()
    text = Client().get("/projects.csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text
    assert text.splitlines()[0].startswith("番号,年度,")


# ---- several funds, languages ----


def test_several_funds_can_be_chosen_and_are_kept() -> None:
    make.fund("ONE")
    two = make.fund("TWO")
    call = make.call(two, "X1", state="open")
    assert "ONE基金" in get("/").html
    page = get("/", fund="TWO")
    assert f"<title>ホーム｜{two.name}</title>" in page.html
    assert 'href="/projects?fund=TWO"' in page.html
    assert 'aria-current="true">TWO基金</a>' in page.html
    assert two.name in get(f"/rounds/{call.code}").html
    assert 'aria-label="ファンドを選ぶ"' in page.html


def test_equal_codes_have_numbers_for_addresses() -> None:
    one, two = make.call(make.fund("ONE"), "R8"), make.call(make.fund("TWO"), "R8")
    assert get("/rounds/R8").status == 404
    assert get("/rounds/R8", fund="TWO").status == 200
    for call in (one, two):
        assert get(f"/rounds/{call.pk}").status == 200
    assert f'href="/rounds/{one.pk}?fund=ONE"' in get("/rounds").html


def test_english_is_kept_from_page_to_page(miharashi: Fund) -> None:
    page = get("/", lang="en")
    assert "Raised" in page.html
    assert "¥2,799,450" not in page.html
    assert "2,799,450<small> yen</small>" in page.html
    assert 'href="/projects?lang=en"' in page.html
    award = Award.objects.get(application__title__contains="雑木林")
    project = get(f"/projects/{award.pk}", lang="en").text()
    assert "Finished" in project
    assert "Paid¥363,000" in project


# ---- costs ----


def costs(stage: Scene, paths: list[str]) -> dict[str, int]:
    found = {}
    for path in paths:
        found[path] = cost(lambda path=path: get(path)).queries
    return found


def test_no_page_asks_more_at_300_than_at_3() -> None:
    stage = scene(opening=50_000_000, totals=["applications"])
    Department.objects.filter(pk=stage.department.pk).update(budget=40_000_000)
    stage.department.refresh_from_db()
    make.criterion(stage.call, "C1")
    DocumentType.objects.create(round=stage.call, code="d", label_ja="規約")
    for n in range(3):
        stage.apply(f"{n}", 90 - n, tags=["環境"])
        stage.give(f"寄附者{n}", 10_000)
    stage.decide()
    stage.release()
    template = stage.award("0")
    paths = [
        "/",
        "/rounds",
        "/rounds/R7",
        "/projects",
        "/projects?view=table",
        f"/projects/{template.pk}",
        "/numbers",
    ]
    paths += ["/numbers?year=2025&explain=raised", "/numbers?year=2025&explain=granted"]
    paths += ["/numbers?year=2025&explain=sub-GEN", "/numbers?year=2025&explain=projects"]
    paths += [
        f"/numbers?year=2025&explain=project-{template.pk}",
        "/projects.csv",
        "/sitemap.xml",
        "/feed.atom",
    ]
    few = costs(stage, paths)
    many = range(297)
    applications = Copies(template.application, {}).make(many)
    Copies(template, {"application": applications}).make(many)
    Copies(Donation.objects.filter(state="earmarked").first(), {}).make(many)
    calls = Copies(stage.call, {}, {"state": "open", "closes_at": make.at("2099-01-01 00:00")}).make(
        range(40)
    )
    Copies(stage.department, {"round": calls}).make(range(40))
    CallVersion.objects.bulk_create(
        CallVersion(round=call, number=2, data={}, sha256="", state="in_force", prepared_at=call.opens_at)
        for call in calls
    )
    assert costs(stage, paths) == few
    assert max(few.values()) <= 40, few


def test_an_empty_site_says_so(client: Client) -> None:
    assert not Fund.objects.exists()
    for path in ("/", "/projects", "/numbers", "/rounds", "/help", *OTHERS):
        assert client.get(path).status_code == 200, path
    assert "このサイトのファンドは準備中です。" in get("/").text()
    assert not Round.objects.exists()


def test_production_knows_no_page_for_development(settings: Any) -> None:
    make.fund()
    settings.PRODUCTION = True
    assert "/dev/" not in get("/").html.replace("Disallow", "")
