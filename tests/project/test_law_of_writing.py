"""Whoever writes lets `orchestration.disk` do it: one place knows what it takes for a file to outlive a fault."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.settings import PROJECT

HOUSES = ("orchestration", "expectations")
ROOM = PROJECT / "orchestration" / "disk"
# Methods of paths and functions of `os` that leave something under a name.
NAMING = {"rename", "symlink_to", "hardlink_to", "symlink", "fsync", "write_text", "write_bytes"}


def breaches(file: Path) -> Iterator[str]:
    """A sentence for each place at which a file writes, renames or syncs by itself."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name = node.func.attr
            # A path is replaced by one argument; a text by two, an instant by words.
            is_path = name == "replace" and len(node.args) == 1 and not node.keywords
            if is_path or name in NAMING:
                yield f"{file.name}, line {node.lineno}: {name}; let orchestration.disk.aside do that."


def test_only_one_package_renames_links_and_syncs() -> None:
    files = [file for house in HOUSES for file in sorted((PROJECT / house).rglob("*.py")) if ROOM not in file.parents]
    assert [breach for file in files for breach in breaches(file)] == []


@pytest.mark.parametrize(
    ("line", "breach"),
    [
        ("fresh.replace(file)", "replace"),
        ("os.fsync(descriptor)", "fsync"),
        ("(folder / 'note').write_text(text)", "write_text"),
        ("text.replace('a', 'b')", ""),
        ("instant.replace(tzinfo=None)", ""),
    ],
)
def test_a_line_that_writes_by_itself_is_told(tmp_path: Path, line: str, breach: str) -> None:
    (tmp_path / "module.py").write_text(line, encoding="utf-8")
    assert [one.partition(": ")[2].partition(";")[0] for one in breaches(tmp_path / "module.py")] == (
        [breach] if breach else []
    )
