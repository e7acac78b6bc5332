"""Lint the models that have changed since they were last clean: `python -m tests.lint`.

With `--whole` also those for which anything else has changed that decides what they expand to: a macro, a declaration,
a setting. A linter reads the expanded text of a model, which takes a second, so what was clean is remembered in
data/lint. The rules are those of .sqlfluff.
"""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from orchestration.settings import PROJECT

HOME = PROJECT / "data" / "lint"
CLEAN, FOUND = HOME / "clean.json", HOME / "found.json"
# Versions and rules; a model is linted again whenever they change.
RULES = (PROJECT / ".sqlfluff", PROJECT / "constraints.txt")
EXPANDING = ("macros/**/*.sql", "models/**/*.yml", "dbt_project.yml")


def main(*, whole: bool) -> int:
    """Lint what is not known to be clean, and remember what is; 1 when anything is to be corrected."""
    HOME.mkdir(parents=True, exist_ok=True)
    known = json.loads(CLEAN.read_text(encoding="utf-8")) if CLEAN.exists() else {}
    now = keys()
    asked = [name for name, found in now.items() if not _is_known(found, known.get(name), whole=whole)]
    faults = list(_lint(asked)) if asked else []
    for name, told in faults:
        print(f"{name}:{told}")
    faulty = {name for name, _ in faults}
    kept = {name: found for name, found in known.items() if name in now and name not in asked}
    clean = kept | {name: now[name] for name in asked if name not in faulty}
    CLEAN.write_text(json.dumps(clean, indent=1), encoding="utf-8")
    return 1 if faults else 0


def keys(project: Path = PROJECT) -> dict[str, list[str]]:
    """By model, what its text is and what it expands to depend on."""
    rules = [_hash(file) for file in RULES]
    dbt = project / "dbt_project"
    around = [_hash(file) for pattern in EXPANDING for file in sorted(dbt.glob(pattern))]
    return {
        file.relative_to(project).as_posix(): [_joined(_hash(file), *rules), _joined(*around)]
        for file in sorted((dbt / "models").rglob("*.sql"))
        # What a canonical model of an entity expands to is the macro's, and takes ten seconds to read.
        if file.read_text(encoding="utf-8").strip() != "{{ entity() }}"
    }


def _is_known(now: list[str], known: list[str] | None, *, whole: bool) -> bool:
    return known is not None and (now == known if whole else now[0] == known[0])


def _lint(names: list[str]) -> Iterator[tuple[str, str]]:
    """File, and line with what is wrong there."""
    sqlfluff = [str(Path(sys.executable).with_name("sqlfluff")), "lint", "--processes", "2", "--nocolor"]
    written = ["--format", "json", "--write-output", str(FOUND)]
    FOUND.unlink(missing_ok=True)
    environment = {**os.environ, "SCOREHOUSE_HOME": str(HOME)}
    ended = subprocess.run(
        [*sqlfluff, *written, *names], cwd=PROJECT, env=environment, capture_output=True, text=True, check=False
    )
    if not FOUND.exists():
        raise SystemExit(ended.stdout + ended.stderr)
    for file in json.loads(FOUND.read_text(encoding="utf-8")):
        for fault in file["violations"]:
            yield file["filepath"], f"{fault['start_line_no']}: {fault['code']} {fault['description']}"


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _joined(*hashes: str) -> str:
    return hashlib.sha256(" ".join(hashes).encode()).hexdigest()


if __name__ == "__main__":
    sys.exit(main(whole="--whole" in sys.argv))
