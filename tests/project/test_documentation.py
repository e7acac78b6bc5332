"""What the documentation names exists, and no file says where it was written."""

import re
import subprocess
from functools import cache
from itertools import product
from pathlib import Path

import pytest
import yaml

from orchestration.command import pages
from orchestration.command.cli import main
from orchestration.settings import PROJECT

PAGES = [*sorted(PROJECT.glob("*.md")), *sorted((PROJECT / "docs").glob("*.md"))]
FOLDERS = {path.name for path in PROJECT.iterdir() if path.is_dir() and not path.name.startswith(".")}
WRITTEN_BY_RUNS = ("data/", "dbt_project/target", "dbt_project/logs")
# The recipes' examples name what a reader would add.
EXAMPLES = re.compile(r"acme|crm deals|<|…|\.\.\.")
MODEL = re.compile(r"(stg|base|int|dim|fct|mart|kpi)_[a-z_]+")
QUALIFIED = re.compile(r"\b(?:intermediate|core|entry|quality|kpi)\.([a-z_]+)\b")
# Written so that this file is not one of those it looks for.
MACHINES = re.compile(
    r"(?<![\w.:/])/(?:[w]ork|[t]mp|[r]oot|[U]sers)/\w|[p]ypi\.org|[p]ythonhosted|[i]ndex-url|[p]roxy\.golang"
)

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


@cache
def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def prose_of(page: Path) -> str:
    return re.sub(r"^```.*?^```", "", text_of(page), flags=re.DOTALL | re.MULTILINE)


def words(page: Path) -> list[str]:
    """What stands in backticks in the prose, examples left out."""
    return [word for word in re.findall(r"`([^`\n]+)`", prose_of(page)) if not EXAMPLES.search(word)]


def commands(page: Path, name: str) -> list[list[str]]:
    """The words after a command's name, in backticks or at the beginning of a line of code."""
    starts = rf"(?:`|^[ \t]*(?:\$ )?(?:\.venv/bin/)?){name} ([^`\n#|&;]+)"
    return [found.split() for found in re.findall(starts, text_of(page), flags=re.MULTILINE)]


SUBJECTS, PERIODS = ("person", "team", "office", "company"), ("day", "week", "month", "quarter", "year")


@cache
def known_models() -> set[str]:
    """Models, seeds, declared columns, and views of a published mart by kind of subject and period."""
    files = [*PROJECT.glob("dbt_project/models/**/*.sql"), *PROJECT.glob("dbt_project/seeds/*.csv")]
    columns, views = set(), set()
    for path in PROJECT.glob("dbt_project/models/**/*.yml"):
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", []):
            columns |= {column["name"] for column in model.get("columns", [])}
            if "views_by" in model.get("config", {}).get("meta", {}):
                views |= {f"{model['name']}__{of}_{by}" for of, by in product(SUBJECTS, PERIODS)}
    return {path.stem for path in files} | columns | views


@every_page
def test_paths_exist_in(page: Path) -> None:
    paths = [word for word in words(page) if " " not in word and word.split("/")[0] in FOLDERS and "/" in word]
    paths += [word for word in words(page) if re.fullmatch(r"[\w.-]+\.(toml|yaml|md)", word)]
    missing = [path for path in paths if not path.startswith(WRITTEN_BY_RUNS) and not list(PROJECT.glob(path))]
    assert missing == []


@every_page
def test_links_lead_somewhere_in(page: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", prose_of(page)):
        if not re.match(r"https?:", link):
            file, _, anchor = link.partition("#")
            target = (page.parent / file).resolve() if file else page
            assert target.exists(), link
            if anchor:
                titles = re.findall(r"^#+ (.+)$", text_of(target), flags=re.MULTILINE)
                anchors = {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
                assert anchor in anchors, link


@every_page
def test_models_exist_in(page: Path) -> None:
    named = {word for word in words(page) if MODEL.fullmatch(word)}
    named |= {name for word in words(page) for name in QUALIFIED.findall(word)}
    assert named - known_models() == set()


@every_page
def test_make_targets_exist_in(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    named = {word for arguments in commands(page, "make") for word in arguments if re.fullmatch(r"[a-z]+", word)}
    assert named <= targets


def test_make_help_lists_every_target() -> None:
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, flags=re.MULTILINE))
    listed = set(re.findall(r'@echo "make ([a-z]+) ', makefile))
    assert listed == targets - {"help"}


@every_page
def test_commands_and_options_exist_in(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command, *arguments in commands(page, "scorehouse"):
        with pytest.raises(SystemExit) as ended:
            main([command, "--help"] if not command.startswith("-") else [command])
        help_text = capsys.readouterr().out
        assert ended.value.code == 0, f"scorehouse {command}"
        # What follows -- is another program's.
        own = arguments[: arguments.index("--")] if "--" in arguments else arguments
        for option in [word.split("=")[0].strip("[]") for word in own if word.startswith(("-", "[-"))]:
            assert re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", help_text), f"scorehouse {command} {option}"


@every_page
def test_prose_has_lines_of_one_width_in(page: Path) -> None:
    lines = prose_of(page).splitlines()
    assert [line for line in lines if len(line) > 120 and not line.startswith(("|", "    "))] == []


def test_the_picture_of_the_architecture_names_folders_that_exist() -> None:
    picture = (PROJECT / "docs" / "architecture.svg").read_text(encoding="utf-8")
    named = re.findall(r'class="path"[^>]*>([^<]+)<', picture)
    assert len(named) > 8
    for text in named:
        first, *others = text.split(", ")
        folders = [first, *(f"{Path(first).parent}/{other}" for other in others)]
        tops = [PROJECT / ("dbt_project" if folder.startswith("models/") else ".") for folder in folders]
        assert [folder for top, folder in zip(tops, folders, strict=True) if not (top / folder).is_dir()] == []


def test_the_readme_shows_what_the_demonstration_prints() -> None:
    found = re.search(r"written by `make readme` -->\n```text\n(.*?)```", text_of(PROJECT / "README.md"), re.DOTALL)
    assert found
    code = "".join(path.read_text(encoding="utf-8") for path in PROJECT.glob("orchestration/**/*.py"))
    stages = [*re.findall(r'\.stage\(f?"([^"{]+)', code), "Simulating a company"]
    begun = [line for line in found[1].splitlines() if line.startswith(tuple(stages))]
    columns = re.findall(
        r"\{'([a-z ]+)':[<>]", (PROJECT / "orchestration/command/summary.py").read_text(encoding="utf-8")
    )
    assert len(begun) >= 5
    assert len(columns) >= 10
    assert re.search(rf"^ +{' +'.join(columns)}$", found[1], flags=re.MULTILINE), "Write it again with make readme."


def test_there_is_documentation() -> None:
    assert {"README.md", "concepts.md"} <= {page.name for page in PAGES}


def test_no_file_names_a_package_host_or_a_place_on_a_machine() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout, so what belongs to the project cannot be told")
    found = []
    for name in listed.stdout.splitlines():
        path = PROJECT / name
        if path.is_file():
            lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
            found += [
                f"{name}:{number}: {line.strip()[:100]}"
                for number, line in enumerate(lines, 1)
                if MACHINES.search(line)
            ]
    assert found == []


def test_the_pages_that_come_from_declarations_say_what_is_declared() -> None:
    written = (PROJECT / "docs" / pages.ENTITIES).read_text(encoding="utf-8")
    assert written == pages.entities(PROJECT), "docs/entities.md is old; write it anew: scorehouse pages"
