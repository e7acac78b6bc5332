"""The dbt project as dbt holds it: parsed once for each state of the code, for all homes and processes.

Parsing takes dbt ten seconds, and finding that nothing has changed two. Running the project belongs to `dbt`.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

from orchestration.build.fingerprint import code_files, code_fingerprint
from orchestration.build.invoking import invoke, log_file, target_folder
from orchestration.disk.aside import ASIDE, make_folder, put_folder
from orchestration.disk.faults import sentence
from orchestration.errors import MachineError, ScorehouseError
from orchestration.settings import Settings

if TYPE_CHECKING:
    from dbt.cli.main import dbtRunnerResult
    from dbt.contracts.graph.manifest import Manifest

_CONTENT, _PARSED = "manifest.json", "partial_parse.msgpack"  # dbt's names
_TOOLS = ("dbt-core", "dbt-adapters", "dbt-duckdb")
_ANY_HOME = Path("/home-of-the-run")  # stands in a parsed project for the home, which comes when it is used
_KEPT = 3
_projects: dict[tuple[Path, Path], "Manifest"] = {}


def manifest_file(settings: Settings) -> Path:
    """The project's manifest, parsed anew where the project has changed since.

    Raises:
        ScorehouseError: The project does not parse.
    """
    return _folder(settings) / _CONTENT


def read_manifest(settings: Settings) -> Mapping[str, Any]:
    """The content of the project's manifest. Paths in it are of no home."""
    return _content(manifest_file(settings))


def parsed(settings: Settings) -> "Manifest":
    """The project as dbt runs it.

    Without variables, because a new as_of would have dbt parse everything again; models read it when they run.

    Raises:
        ScorehouseError: The project does not parse.
    """
    from dbt.contracts.graph.manifest import Manifest

    folder = _folder(settings)
    key = (folder, settings.home)
    if key not in _projects:
        manifest = Manifest.from_msgpack((folder / _PARSED).read_bytes())
        _move_in(manifest, settings)
        manifest.build_flat_graph()  # type: ignore[no-untyped-call]
        _projects[key] = manifest
    return _projects[key]


def cause(message: str) -> str:
    """The first line of dbt's message that says what is wrong, rather than where."""
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    telling = lines[1:] if len(lines) > 1 and " Error" in lines[0] else lines
    if len(telling) > 1 and telling[0].endswith(" Error"):  # dbt says once more that it is one
        telling = telling[1:]
    return telling[0].rstrip(".") if telling else "dbt gave no reason"


def raise_if_broken(outcome: "dbtRunnerResult", settings: Settings) -> None:
    """Tell why dbt could not read the project.

    Raises:
        ScorehouseError: It could not.
    """
    if not outcome.success:
        if outcome.exception and (told := sentence(outcome.exception, target_folder(settings))):
            raise MachineError(told) from outcome.exception
        reason = _not_text(settings) or cause(str(outcome.exception or ""))
        raise ScorehouseError(f"dbt could not read the project: {reason}; details in {log_file(settings)}.")


def _folder(settings: Settings) -> Path:
    """Where the parsed project of this code lies, put there if need be: in the checkout if that can be written."""
    own = settings.project / "dbt_project" / "target"
    place = own if os.access(own if own.exists() else own.parent, os.W_OK) else target_folder(settings)
    tools = [f"{name} {version(name)}" for name in _TOOLS]
    reads = repr([code_fingerprint(settings), str(settings.project), tools])
    folder = place / "parsed" / hashlib.sha256(reads.encode()).hexdigest()[:16]
    if not folder.exists():
        _parse(settings, folder)
    return folder


@cache
def _content(file: Path) -> Mapping[str, Any]:
    """What a file says whose folder is called by the state of the code, so that it never says anything else."""
    content: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return content


def _parse(settings: Settings, folder: Path) -> None:
    """Parse aside and rename, so that whoever comes meanwhile finds a whole project or none."""
    make_folder(folder.parent)
    before = sorted(folder.parent.glob(f"[!.]*/{_PARSED}"), key=lambda file: file.stat().st_mtime_ns)
    aside = Path(mkdtemp(prefix=ASIDE, dir=folder.parent))
    try:
        if before:  # dbt parses what has changed since
            shutil.copy(before[-1], aside / _PARSED)
        raise_if_broken(invoke(settings, ["parse", "--target-path", str(aside)], home=_ANY_HOME), settings)
        put_folder(aside, folder)  # unless another process was faster
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    for file in before[: 1 - _KEPT]:
        shutil.rmtree(file.parent, ignore_errors=True)


def _move_in(manifest: "Manifest", settings: Settings) -> None:
    """Let the sources lie in this home and the seeds in this checkout, which may be a copy of where dbt read them."""
    from dbt.contracts.graph.nodes import SeedNode

    for source in manifest.sources.values():
        for said in (source.meta, source.config.extra):
            for key, value in said.items():
                if isinstance(value, str):
                    said[key] = value.replace(str(_ANY_HOME), str(settings.home))
        source.relation_name = str(source.relation_name).replace(str(_ANY_HOME), str(settings.home))
    for node in manifest.nodes.values():
        if isinstance(node, SeedNode):
            node.root_path = str(settings.project / "dbt_project")


def _not_text(settings: Settings) -> str:
    """Which file of the project is in another encoding; empty where none is."""
    for file in code_files(settings.project):
        try:
            file.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            return f"{file.name} is not UTF-8 text, byte {error.start + 1} cannot be read; save it as UTF-8"
    return ""
