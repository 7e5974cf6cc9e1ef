"""The site's static files; the built screens (`app/`) keep the hashed names that their own code asks for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

BUILT = "app/"


class SiteFiles(CompressedManifestStaticFilesStorage):
    """Hashes what has no hash yet, and packs everything."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        others = {name: path for name, path in paths.items() if not name.startswith(BUILT)}
        yield from super().post_process(others, dry_run=dry_run, **options)
        if not dry_run:
            for name, packed in self.compress_files(paths.keys() - others.keys()):
                yield name, packed, True

    def stored_name(self, name: str) -> str:
        return name if name.startswith(BUILT) else str(super().stored_name(name))
