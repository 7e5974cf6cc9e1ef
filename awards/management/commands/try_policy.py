"""`manage.py try_policy FILE SCORES.csv`: a call's ranking, line and amounts before the round opens."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from awards.rules.trial import trial
from awards.rules.trial_csv import MOST_BYTES, read_scores
from awards.rules.trial_text import as_data, as_lines
from common.errors import DomainError, FieldErrors
from fund.call_files import read_file
from fund.policy.parsing import parse_call


class Command(BaseCommand):
    help = (
        "Tries a settings file (or an example) on pasted scores: ranking, line, amounts, and warnings of "
        "what does not fit. Nothing is written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a settings file, or the name of an example")
        parser.add_argument("scores", type=Path, help="a CSV file: one row for each application and reviewer")
        parser.add_argument("--edition", default="", help="an edition of the file")
        parser.add_argument("--json", action="store_true", help="the result as JSON")
        parser.add_argument("--english", action="store_true", help="faults in English")

    def handle(self, *args: Any, **options: Any) -> None:
        language = "en" if options["english"] else "ja"
        try:
            self._try(options, language)
        except FieldErrors as refusal:
            for fault in refusal.faults:
                self.stderr.write(fault.text(language))
            raise CommandError(refusal.text(language)) from None
        except DomainError as refusal:
            raise CommandError(refusal.text(language)) from None

    def _try(self, options: dict[str, Any], language: str) -> None:
        parsed = parse_call(read_file(options["file"], options["edition"]))
        if parsed.settings is None:
            raise FieldErrors([found.fault() for found in parsed.refused])
        for found in parsed.findings:
            words = found.ja if language == "ja" else found.en
            self.stderr.write(f"{'注意' if found.kind == 'warned' else '誤り'} {found.pointer}: {words}")
        rows = read_scores(parsed.settings, _text(options["scores"]))
        result = trial(parsed.settings, rows)
        if options["json"]:
            shown = json.dumps(as_data(parsed.settings, result), ensure_ascii=False, indent=1)
        else:
            shown = "\n".join(as_lines(parsed.settings, result))
        self.stdout.write(shown)


def _text(path: Path) -> str:
    if not path.is_file() or path.stat().st_size > MOST_BYTES:
        raise CommandError(f"「{path.name}」が読めません。2MBまでのCSVファイルを指定してください。")
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise CommandError(f"「{path.name}」をUTF-8で保存してください。") from None
