"""Letting dbt find the adapter, where its extra is installed; the only module that imports it."""

import sys
from importlib.util import find_spec

from engines.dialect.errors import DialectError

_NEEDS = ("dbt.adapters.spark", "pyspark")
_AS = "dbt.adapters.portable"


def register() -> None:
    """Make the adapter one of dbt's, in this process.

    Raises:
        DialectError: The extra is not installed.
    """
    if missing := [name for name in _NEEDS if not _is_installed(name)]:
        raise DialectError(f"Spark needs {' and '.join(missing)}: install scorehouse[spark].")
    from engines import portable
    from engines.portable.adapter import keep_the_word_null

    if _AS not in sys.modules:
        sys.modules[_AS] = portable
        keep_the_word_null()


def _is_installed(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False
