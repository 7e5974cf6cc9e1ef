from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes.site import Site, demo_template, own_site, shared_folder


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with own_site(tmp_path) as made:
        yield made


@pytest.fixture
def demo(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """With the demo fund in it."""
    template = demo_template(shared_folder(tmp_path_factory))
    with own_site(tmp_path, template=template, MACHITANE_DEMO="1") as made:
        yield made
