"""Fixtures of the landing tests."""

from pathlib import Path

import pytest
from landing_desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A fresh desk."""
    return Desk(tmp_path)
