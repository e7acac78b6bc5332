"""Copies of the checkout to which a test adds what a reader of the recipes would add."""

import re
import shutil
import textwrap
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from runpy import run_path

import pytest

from orchestration.build.parsing import manifest_file
from orchestration.settings import PROJECT, Settings

PARTS = ("dbt_project", "expectations")
WORDS = "dbt_project/dbt_project.yml"
_BLOCK = re.compile(r"^```\w+\n(?:#|--) (dbt_project/\S+)\n(.*?)^```", re.DOTALL | re.MULTILINE)
_SUITE = re.compile(r"^```python\n(    Suite\(.*?)^```", re.DOTALL | re.MULTILINE)


def checkout(folder: Path, original: Path = PROJECT) -> Path:
    """A copy of all that decides what a build yields.

    With the parsed original, so that dbt parses what is changed; all of it only where that is dbt_project.yml.
    """
    for part in PARTS:
        ignored = shutil.ignore_patterns("target", "logs", "__pycache__")
        shutil.copytree(original / part, folder / part, ignore=ignored, dirs_exist_ok=True)
    written_by_dbt = folder / "dbt_project/target"
    parsed = manifest_file(Settings(written_by_dbt, original)).with_name("partial_parse.msgpack")
    (written_by_dbt / "parsed/of the original").mkdir(parents=True)
    shutil.copy(parsed, written_by_dbt / "parsed/of the original")
    return folder


def add_files(project: Path, files: Mapping[str, str]) -> None:
    """Write files, named from the folder of the checkout; their text may be indented."""
    for name, text in files.items():
        file = project / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")


def add_line(project: Path, name: str, after: str, line: str) -> None:
    """Put a line behind the first one that begins with a text."""
    file = project / name
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    place = next(number for number, found in enumerate(lines, 1) if found.startswith(after))
    file.write_text("".join([*lines[:place], line + "\n", *lines[place:]]), encoding="utf-8")


def recipes(title: str) -> dict[str, str]:
    """The examples of a section of how-to.md that say where they belong: the text by the file."""
    return dict(_BLOCK.findall(_section(title)))


def follow_recipe_of_an_entity(project: Path) -> set[str]:
    """Do what the documentation says of suggestions, an entity with a rule and a KPI; the files that this touches."""
    examples = recipes("Add an entity")
    (entry,) = {name for name in examples if (project / name).exists()}
    add_files(project, {name: text for name, text in examples.items() if name != entry})
    add_line(project, entry, "models:", textwrap.indent(examples[entry].rstrip("\n"), "  "))
    add_line(project, WORDS, "  entities:", "    suggestions: record")
    words = (project / WORDS).read_text(encoding="utf-8")
    (project / WORDS).write_text(words.replace("  kpi_records: [", "  kpi_records: [suggestions, "), encoding="utf-8")
    (suite,) = _SUITE.findall(_section("Add an entity"))
    add_line(project, "expectations/rules.py", "SUITES:", suite.rstrip("\n"))
    return {*examples, WORDS, "expectations/rules.py"}


@contextmanager
def rules_of(project: Path) -> Iterator[None]:
    """Judge by the rules of a checkout: those of this process are imported from where the tests are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("expectations.runner.SUITES", run_path(str(project / "expectations/rules.py"))["SUITES"])
        yield


def _section(title: str) -> str:
    page = (PROJECT / "docs" / "how-to.md").read_text(encoding="utf-8")
    return page.split(f"\n## {title}\n")[1].split("\n## ")[0]
