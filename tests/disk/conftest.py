"""Here writing does wait for the disk: it is what is tried."""

import os
import posix

import pytest


@pytest.fixture(autouse=True)
def somebody_waits_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's own call, which tests elsewhere go without."""
    monkeypatch.setattr(os, "fsync", posix.fsync)
