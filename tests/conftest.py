"""What several test files are given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.random_definitions import World


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[World]]:
    """The customers that random definitions are tried on."""
    from tests.random_definitions import make_worlds

    made = make_worlds(tmp_path_factory.mktemp("worlds"))
    yield made
    for world in made:
        world.close()
