"""What customers have told about themselves stays in the raw area: no name, number or birth date gets further."""

import csv
import html
import re
import unicodedata
from collections.abc import Callable

import pytest
from warehouse_home import Home

from orchestration.build import publishing as publish

LAYERS = ("intermediate", "core", "entry", "quality", "kpi", "seeds")
# Days that are nobody's: all there are, and how far back an event may be dated.
CALENDARS, LIMITS = {"dim_date", "int_zone_days"}, {"event_from"}
MADE_UP = {"12345678901", "13800000000", "13800138000"}
Secrets = dict[str, set[str]]


def delivered(built: Home, entity: str, encoding: str) -> list[dict[str, str]]:
    rows = []
    for path in sorted(built.extracts.glob(f"{entity}_*.csv")):
        with path.open(encoding=encoding, newline="") as file:
            rows += list(csv.DictReader(file))
    return rows


@pytest.fixture(scope="module")
def secrets(built: Home) -> Secrets:
    """Names, birth dates and phone numbers of all delivered contacts and callers, as typed and as plain digits."""
    rows = delivered(built, "contacts", "gb18030")
    numbers = {row["phone"].strip() for row in rows + delivered(built, "calls", "utf-8-sig")}
    staff = {name for (name,) in built.warehouse("select name from core.dim_employee").fetchall()}
    digits = {number: re.sub(r"\D", "", unicodedata.normalize("NFKC", number)) for number in numbers}
    # One digit repeated, or a number that everybody makes up, is nobody's.
    real = {typed: bare for typed, bare in digits.items() if len(set(bare)) > 3 and bare not in MADE_UP}
    found = {
        "name": {row["name"].strip() for row in rows} - staff - {""},
        "phone": {phone for typed, bare in real.items() for phone in (typed, bare, bare[-11:]) if len(phone) >= 8},
        # Dates that stand for no date are everywhere, and from October 2001 on real shops have orders on every day.
        "birth date": {row["birth_date"] for row in rows if "1910" < row["birth_date"] < "2001-10"} - {"1970-01-01"},
    }
    assert all(len(values) > 100 for values in found.values())
    return found


def words(built: Home, table: str) -> set[str]:
    """Every value of a table as text, of an instant its date; fractions, flags and hashes can hold no person."""
    rows = built.warehouse(f"select * from {table} limit 0")
    columns = [
        f'"{column}"{"::date" if kind.startswith("TIMESTAMP") else ""}::varchar'
        for column, kind in zip(rows.columns, map(str, rows.types), strict=True)
        if not kind.startswith(("DOUBLE", "DECIMAL", "BOOLEAN", "UBIGINT")) and column not in LIMITS
    ]
    lists = ", ".join(f"list(distinct {column})" for column in columns)
    row = built.warehouse(f"select {lists} from {table}").fetchone() if columns else None
    return {value for values in row or () for value in values or () if value is not None}


def told(secrets: Secrets, text: str) -> list[str]:
    return [f"{kind} {value}" for kind, values in secrets.items() for value in values if value in text]


@pytest.fixture(scope="module")
def told_by(secrets: Secrets) -> Callable[[set[str]], list[str]]:
    """What words tell; those that tell nothing are in many tables, and are looked at once."""
    harmless: set[str] = set()

    def tell(words: set[str]) -> list[str]:
        unknown = words - harmless
        found = told(secrets, "\n".join(unknown))
        if not found:
            harmless.update(unknown)
        return found

    return tell


def test_the_extracts_themselves_would_be_noticed(built: Home, secrets: Secrets) -> None:
    path = sorted(built.extracts.glob("contacts_*.csv"))[0]
    assert len(told(secrets, path.read_text(encoding="gb18030"))) > 100


@pytest.mark.parametrize("schema", [*LAYERS, "judged"])
def test_no_table_tells_who_a_contact_is_in(built: Home, told_by: Callable[[set[str]], list[str]], schema: str) -> None:
    database, inside = ("judged", "main") if schema == "judged" else ("warehouse", schema)
    tables = built.warehouse(f"""
        select table_name from information_schema.tables
        where table_catalog = '{database}' and table_schema = '{inside}'
    """).fetchall()
    assert len(tables) >= 4
    for (table,) in tables:
        if table not in CALENDARS:
            assert told_by(words(built, f'{database}."{inside}"."{table}"')) == [], f"{schema}.{table}"


def test_no_published_file_tells_who_a_contact_is(built: Home, told_by: Callable[[set[str]], list[str]]) -> None:
    folder = publish.current(built.settings)
    assert folder is not None
    files = sorted((folder / "parquet").glob("*.parquet"))
    assert len(files) > 20
    for file in files:
        if file.stem not in CALENDARS:
            assert told_by(words(built, f"read_parquet('{file}')")) == [], file.name


def test_no_page_about_the_rules_tells_who_a_contact_is(built: Home, secrets: Secrets) -> None:
    pages = [path for path in built.settings.data_docs.rglob("*") if path.suffix in (".html", ".json")]
    assert len(pages) > 5
    for page in pages:
        # The pages are dated, and a contact may have been born on such a date.
        text = re.sub(r"20\d\d-\d\d-\d\d", "", html.unescape(page.read_text(encoding="utf-8")))
        assert told(secrets, text) == [], page.name
