"""`manage.py load_policy FILE --fund CODE`: open a round in preparation from a settings file."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from common.errors import DomainError, FieldErrors
from fund.call_files import examples, read_file
from fund.models import Fund
from fund.policy.findings import Finding
from fund.policy.parsing import parse_call
from fund.services.loading import load_call
from people.models import User
from trail.services import SYSTEM, Actor


class Command(BaseCommand):
    help = (
        "Reads a call's settings from FILE (or an example's name), tells everything there is to mend, and "
        "makes a round in preparation. The same file again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", default="", help="a settings file, or the name of an example")
        parser.add_argument("--list", action="store_true", help="the examples that come with the product")
        parser.add_argument("--fund", default="", help="the fund's code")
        parser.add_argument("--edition", default="", help="an edition of the file")
        parser.add_argument("--code", default="", help="another code for the round")
        parser.add_argument("--year", type=int, help="the fiscal year; every date moves along")
        parser.add_argument("--with-sub-funds", action="store_true", help="make sub-funds that are missing")
        parser.add_argument("--check", action="store_true", help="only read and tell")
        parser.add_argument("--by", default="", help="the officer's e-mail address")
        parser.add_argument("--english", action="store_true", help="faults in English")

    def handle(self, *args: Any, **options: Any) -> None:
        language = "en" if options["english"] else "ja"
        if options["list"]:
            self.stdout.write("\n".join(examples()))
            return
        try:
            self._load(options, language)
        except FieldErrors as refusal:
            for fault in refusal.faults:
                self.stderr.write(f"{fault.pointer}: {fault.text(language)}")
            raise CommandError(refusal.text(language)) from None
        except DomainError as refusal:
            raise CommandError(refusal.text(language)) from None

    def _load(self, options: dict[str, Any], language: str) -> None:
        data = read_file(options["file"], options["edition"])
        parsed = parse_call(data)
        self._tell(parsed.findings, language)
        if parsed.refused:
            raise CommandError(
                f"{len(parsed.refused)}件を直してください。何も変えていません。"
                if language == "ja"
                else f"{len(parsed.refused)} to mend. Nothing was changed."
            )
        assert parsed.settings is not None
        if options["check"]:
            self.stdout.write("読み込めます。" if language == "ja" else "It can be loaded.")
            return
        fund = Fund.objects.filter(code=options["fund"]).first()
        if fund is None:
            raise CommandError("--fund に基金のコードを入れてください。")
        year = parsed.settings.call.fiscal_year
        loaded = load_call(
            fund_id=fund.pk,
            by=_person(options["by"]),
            data=data,
            code=options["code"],
            years=(options["year"] or year) - year,
            with_sub_funds=options["with_sub_funds"],
        )
        done = "準備中の募集を作りました。" if loaded.made else "同じ内容の募集があります。変更はありません。"
        self.stdout.write(f"{fund.code} {loaded.round.code} {loaded.round.name}: {done}")

    def _tell(self, findings: tuple[Finding, ...], language: str) -> None:
        for found in findings:
            kind = "注意" if found.kind == "warned" else "誤り"
            words = found.ja if language == "ja" else found.en
            if language == "en":
                kind = "warning" if found.kind == "warned" else "fault"
            self.stderr.write(f"{kind} {found.pointer}: {words}")


def _person(email: str) -> Actor:
    if not email:
        return SYSTEM
    person = User.objects.filter(email=email).first()
    if person is None:
        raise CommandError(f"「{email}」という利用者がいません。")
    return person
