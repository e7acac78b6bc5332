"""Lint the models that have changed since they were last clean: `python -m tests.lint`.

A linter reads a model in half a second, so what was clean is remembered in data/lint. The rules are those of .sqlfluff.
"""

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from orchestration.settings import PROJECT

FOLDER = PROJECT / "data" / "lint"
CLEAN, FOUND = FOLDER / "clean.json", FOLDER / "found.json"
# Versions, rules and what stands for macros; every model is linted again whenever they change.
RULES = (PROJECT / ".sqlfluff", PROJECT / "constraints.txt", PROJECT / "tests" / "lint" / "shapes" / "__init__.py")


def main() -> int:
    """Lint what is not known to be clean, and remember what is; 1 when anything is to be corrected."""
    FOLDER.mkdir(parents=True, exist_ok=True)
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
    sqlfluff = [str(Path(sys.executable).with_name("sqlfluff")), "lint", "--processes", "2", "--nocolor"]
    written = ["--format", "json", "--write-output", str(FOUND)]
    FOUND.unlink(missing_ok=True)
    ended = subprocess.run([*sqlfluff, *written, *names], cwd=PROJECT, capture_output=True, text=True, check=False)
    if not FOUND.exists():
        raise SystemExit(ended.stdout + ended.stderr)
    for file in json.loads(FOUND.read_text(encoding="utf-8")):
        for fault in file["violations"]:
            yield file["filepath"], f"{fault['start_line_no']}: {fault['code']} {fault['description']}"


if __name__ == "__main__":
    sys.exit(main())
