"""The Python packages are rooms on floors: a module imports from its own room and from the floors below it."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from orchestration.settings import PROJECT

# From the ground up; rooms of one floor do not know each other. `definitions` stands alone: Dagster looks for it there.
PIPELINE = (
    ("orchestration.disk", "orchestration.quoting", "engines.dialect"),
    ("engines.portable",),
    ("engines",),
    ("orchestration", "expectations"),
    ("orchestration.connectors.declarations",),
    ("orchestration.connectors.readers",),
    ("orchestration.connectors",),
    ("orchestration.build", "orchestration.lifetimes", "orchestration.report"),
    ("orchestration.defs",),
    ("orchestration.definitions",),
    ("orchestration.command",),
)
# A house of its own, so that it shares nothing with what it is used to test.
SIMULATOR = (
    ("simulator.errors",),
    ("simulator.draws",),
    ("simulator.company",),
    ("simulator.mistakes",),
    ("simulator.files",),
    ("simulator.entities",),
    ("simulator.truth",),
    ("simulator",),
)
FLOORS = {
    room: (house, floor) for house in (PIPELINE, SIMULATOR) for floor, rooms in enumerate(house) for room in rooms
}
# What a house may import from the other one: rooms that begin so, modules that begin so.
BRIDGES = (("orchestration.command", "simulator"),)


def modules(top: Path) -> dict[str, Path]:
    """The files of the packages by their dotted names; a package's is that of its `__init__`."""
    packages = sorted({room.split(".")[0] for room in FLOORS})
    files = [file for package in packages for file in sorted((top / package).rglob("*.py"))]
    names = [".".join(file.relative_to(top).with_suffix("").parts).removesuffix(".__init__") for file in files]
    return dict(zip(names, files, strict=True))


def imports(file: Path, known: dict[str, Path]) -> Iterator[tuple[int, str]]:
    """Line and module of every import of ours, deferred ones too."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module in known:
            for whole in (f"{node.module}.{alias.name}" for alias in node.names):
                yield node.lineno, whole if whole in known else node.module


def room_of(module: str, known: dict[str, Path]) -> str:
    """The package of a module, unless the module is a room itself."""
    is_room = module in FLOORS or known[module].name == "__init__.py"
    return module if is_room else module.rpartition(".")[0]


def allowed(room: str, imported: str, theirs: str) -> bool:
    (house, floor), (their_house, their_floor) = FLOORS[room], FLOORS[theirs]
    if house is their_house:
        return room == theirs or their_floor < floor
    return any(room.startswith(one) and imported.startswith(other) for one, other in BRIDGES)


def complaints(top: Path) -> list[str]:
    """A sentence for each package that is no room and for each import that goes up or sideways."""
    known = modules(top)
    strange = sorted({room_of(module, known) for module in known} - set(FLOORS))
    found = [f"{room} is no room yet; give it a floor in {Path(__file__).name}." for room in strange]
    for module, file in known.items():
        room = room_of(module, known)
        for line, imported in imports(file, known):
            theirs = room_of(imported, known)
            if {room, theirs} <= set(FLOORS) and not allowed(room, imported, theirs):
                found.append(
                    f"{file.relative_to(top)}, line {line}: {room} lies below or beside {theirs} and may not import "
                    f"{imported}; move what it needs from there down to {room}, or move {file.name} up to {theirs}."
                )
    return found


def test_every_module_imports_from_its_own_room_and_the_floors_below() -> None:
    found = complaints(PROJECT)
    assert not found, "\n".join(found)


def test_no_files_import_each_other_in_a_circle() -> None:
    known = modules(PROJECT)
    graph = {module: {name for _, name in imports(file, known) if name != module} for module, file in known.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(
            f"These files import each other in a circle; move what two of them share into one below: {error.args[1]}"
        )


@pytest.mark.parametrize(
    ("place", "line", "sentence"),
    [
        (
            "orchestration/connectors/reading.py",
            "from orchestration.build import plan",
            "move reading.py up to orchestration.build",
        ),
        ("orchestration/errors.py", "import expectations", "down to orchestration, or"),
        ("expectations/rules.py", "def late():\n    from orchestration.connectors import land", "rules.py, line 2"),
        ("simulator/draws/names.py", "import orchestration.build.plan", "may not import orchestration.build.plan"),
        ("orchestration/build/plan.py", "from simulator import simulate", "beside simulator"),
        ("orchestration/notes/new.py", "", "orchestration.notes is no room yet"),
    ],
)
def test_an_import_from_above_is_told_with_where_to_move_it(
    tmp_path: Path, place: str, line: str, sentence: str
) -> None:
    for name in [*(f"{room.replace('.', '/')}/__init__.py" for room in FLOORS), "orchestration/build/plan.py", place]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / place).write_text(line, encoding="utf-8")
    [told] = complaints(tmp_path)
    assert sentence in told
