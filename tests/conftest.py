"""What every test starts from: nobody's own settings."""

import os
from collections.abc import Iterator

import pytest

_OWN = ("SCOREHOUSE_HOME", "SCOREHOUSE_SALT", "SCOREHOUSE_EXTRACTS_")


@pytest.fixture(scope="session", autouse=True)
def nobodys_own_settings() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(_OWN)]:
            patch.delenv(name)
        yield
