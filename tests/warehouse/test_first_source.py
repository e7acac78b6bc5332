"""The source that the documentation adds as an example: whoever follows it gets what it says."""

import datetime as dt
import re
import shutil
import textwrap
from pathlib import Path

import pytest
from checkouts import WORDS, checkout
from warehouse_home import Home

from orchestration.build import dbt as transform
from orchestration.settings import PROJECT

PAGES = ("README.md", pytest.param("docs/how-to.md", marks=pytest.mark.thorough))
BLOCK = re.compile(r"^( *)```\w+\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
DELIVERED = re.compile(r"^    (id,visited_at.*)\n    (V2,.*)$", re.MULTILINE)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, may_build: None) -> Home:
    """A copy of the checkout whose settings name the source, so that dbt parses all of it once for both pages."""
    folder = tmp_path_factory.mktemp("first source")
    project = checkout(folder / "project")
    settings = project / WORDS
    added = settings.read_text(encoding="utf-8").replace("  sources:\n", "  sources:\n    acme: [activities]\n", 1)
    settings.write_text(added, encoding="utf-8")
    (folder / "home").mkdir()
    return Home(folder / "home", project)


def follow(page: str, project: Path) -> str:
    """Write the files that a page shows into a checkout, and no others; returns the file that it says is delivered."""
    for folder in (project / "dbt_project/models").glob("*/acme"):
        shutil.rmtree(folder)
    text = (PROJECT / page).read_text(encoding="utf-8")
    for _, block in BLOCK.findall(text):
        first, _, rest = textwrap.dedent(block).partition("\n")
        named = re.fullmatch(r"(?:#|--) (dbt_project/models/\S+/acme/\S+)", first)
        if named:
            file = project / named[1]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(rest, encoding="utf-8")
    found = DELIVERED.search(text)
    assert found
    return "\n".join(found.groups()) + "\n"


@pytest.mark.parametrize("page", PAGES)
def test_the_visit_of_the_example_was_in_time(page: str, home: Home) -> None:
    delivered = follow(page, home.project)
    home.wipe()
    folder = home.folder / "extracts" / "acme"
    folder.mkdir(parents=True)
    (folder / "visits_2026-03-03.csv").write_text(delivered, encoding="utf-8")
    home.land(sources=("acme",))
    assert not transform.failure(home.part("+int_activities__versioned"), home.settings)
    visit = home.warehouse("""
        select versions.record_id, versions.outcome, records.deadline_at, records.is_on_time
        from intermediate.int_activities__versioned as versions
        inner join intermediate.int_records__attributed as records using (source, record_id)
    """).fetchall()
    # Half past nine of 3 March in Berlin.
    assert visit == [("V2", "order placed", dt.datetime(2026, 3, 3, 8, 30), True)]
