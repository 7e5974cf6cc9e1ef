"""`manage.py explain_policy FILE`: a call's rules as the sentences of its call document (募集要項)."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from common.errors import DomainError, FieldErrors
from fund.call_document import call_settings
from fund.call_files import read_file
from fund.models import CallVersion, Round
from fund.policy.call import CallSettings
from fund.policy.difference import difference
from fund.policy.explaining import as_text, explain
from fund.policy.parsing import parse_call, read_call


class Command(BaseCommand):
    help = (
        "Prints the rules of a settings file, an example, or a round as plain Japanese sentences. With "
        "--against M, what version M says differently instead."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", default="", help="a settings file, or the name of an example")
        parser.add_argument("--edition", default="", help="an edition of the file")
        parser.add_argument("--fund", default="", help="the fund's code")
        parser.add_argument("--round", default="", help="the round's code")
        parser.add_argument("--number", type=int, help="a version of the round")
        parser.add_argument("--against", type=int, help="print the difference from this version")
        parser.add_argument("--english", action="store_true", help="faults and differences in English")

    def handle(self, *args: Any, **options: Any) -> None:
        language = "en" if options["english"] else "ja"
        try:
            settings = self._settings(options)
        except FieldErrors as refusal:
            for fault in refusal.faults:
                self.stderr.write(f"{fault.pointer}: {fault.text(language)}")
            raise CommandError(refusal.text(language)) from None
        except DomainError as refusal:
            raise CommandError(refusal.text(language)) from None
        if options["against"] is None:
            self.stdout.write(as_text(explain(settings)))
            return
        before = read_call(self._version(options, options["against"]).data)
        changes = difference(before, settings)
        same = "違いはありません。" if language == "ja" else "No difference."
        told = [change.ja() if language == "ja" else change.en() for change in changes]
        self.stdout.write("\n".join(told) or same)

    def _settings(self, options: dict[str, Any]) -> CallSettings:
        if options["file"]:
            parsed = parse_call(read_file(options["file"], options["edition"]))
            if parsed.settings is None:
                raise FieldErrors([found.fault() for found in parsed.refused])
            return parsed.settings
        if options["number"] is not None:
            return read_call(self._version(options, options["number"]).data)
        return call_settings(self._round(options))

    def _round(self, options: dict[str, Any]) -> Round:
        found = Round.objects.select_related("fund", "fiscal_year", "policy_version").filter(
            fund__code=options["fund"], code=options["round"]
        )
        call = found.first()
        if call is None:
            raise CommandError("FILE か、--fund と --round を入れてください。")
        return call

    def _version(self, options: dict[str, Any], number: int) -> CallVersion:
        found = CallVersion.objects.filter(round=self._round(options), number=number).first()
        if found is None:
            raise CommandError(f"第{number}版はありません。")
        return found
