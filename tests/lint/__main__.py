"""Lint the models that have changed since they were last clean: `python -m tests.lint`.

A linter reads a model in half a second, so what was clean is remembered in data/lint. The rules are those of .sqlfluff.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

from sqlfluff.core import FluffConfig, Linter
from sqlfluff.core.parser import BaseSegment
from sqlfluff.utils.reflow import ReflowSequence

from orchestration.settings import PROJECT

CLEAN = PROJECT / "data" / "lint" / "clean.json"
# Versions, rules and what stands for macros; every model is linted again whenever they change.
RULES = (PROJECT / ".sqlfluff", PROJECT / "constraints.txt", PROJECT / "tests" / "lint" / "shapes" / "__init__.py")


def main() -> int:
    """Lint what is not known to be clean, and remember what is; 1 when anything is to be corrected."""
    CLEAN.parent.mkdir(parents=True, exist_ok=True)
    known = json.loads(CLEAN.read_text(encoding="utf-8")) if CLEAN.exists() else {}
    now = keys()
    asked = [name for name, found in now.items() if found != known.get(name)]
    faults = list(_lint(asked)) if asked else []
    for name, told in faults:
        print(f"{name}:{told}")
    faulty = {name for name, _ in faults}
    CLEAN.write_text(json.dumps({name: now[name] for name in now if name not in faulty}, indent=1), encoding="utf-8")
    return 1 if faults else 0


def keys(project: Path = PROJECT) -> dict[str, str]:
    """By model, a hash of its text and of what it is linted by."""
    rules = [file.read_bytes() for file in RULES]
    return {
        file.relative_to(project).as_posix(): hashlib.sha256(b"".join([file.read_bytes(), *rules])).hexdigest()
        for file in sorted((project / "dbt_project" / "models").rglob("*.sql"))
    }


def _lint(names: list[str]) -> Iterator[tuple[str, str]]:
    """File, and line with what is wrong there."""
    with ProcessPoolExecutor(2) as processes:
        for name, told in zip(names, processes.map(_faults_of, names, chunksize=4), strict=True):
            yield from ((name, fault) for fault in told)


def _faults_of(name: str) -> list[str]:
    [file] = _linter().lint_path(str(PROJECT / name)).files
    return [f"{fault.line_no}: {fault.rule_code()} {fault.desc()}" for fault in file.get_violations()]


@cache
def _linter() -> Linter:
    """The linter, which lays out a model once for all rules that ask how it is laid out: none of them corrects it."""
    lay_out, last = ReflowSequence.from_root, list[object]()

    def laid_out(root: BaseSegment, config: FluffConfig) -> object:
        if not last or last[0] is not root:
            last[:] = [root, lay_out(root, config)]
        return last[1]

    ReflowSequence.from_root = staticmethod(laid_out)  # type: ignore[assignment,method-assign]
    return Linter(config=FluffConfig.from_path(str(PROJECT)))


if __name__ == "__main__":
    sys.exit(main())
