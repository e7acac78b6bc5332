"""What a build says of commissions, weights and thresholds that cannot be applied: one sentence for each fault."""

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import hand_made_schedules
import pytest
from checkouts import checkout
from hand_made_schedules import DAYS
from test_policy_problems import write_seeds
from warehouse_home import Home

from orchestration.build import dbt as transform
from orchestration.build.parsing import manifest_file, parsed
from orchestration.errors import ScorehouseError
from orchestration.settings import Settings

FAULTS = {
    "commission_policies": {
        "*,account_id status,3,00:00,0001-01-01,2025-12-31": [],
        "*,account_id,3,00:00,2025-12-31,9999-12-31": [
            "commission_policies.csv: the row of * from 0001-01-01 overlaps with * from 2025-12-31, "
            "which names the same."
        ],
        ",account_id,3,00:00,0001-01-01,9999-12-31": [
            "commission_policies.csv: the row of (none) from 0001-01-01 leaves source empty; write * for all."
        ],
        "simulator,signature,3,00:00,2026-01-01,9999-12-31": [
            "commission_policies.csv: the row of simulator from 2026-01-01 has the gate_fields signature; "
            "there are account_id, opportunity_id and status, with spaces between."
        ],
    },
    "outreach_policies": {
        "salesforce,240,0001-01-01,9999-12-31": [
            "outreach_policies.csv: the row of salesforce from 0001-01-01 names the source salesforce, "
            "which is not declared."
        ],
    },
    "signal_thresholds": {
        "burst_entry,Burst,集中,15,10,,,2026-02-01,2026-01-01": [
            "signal_thresholds.csv: the row of burst_entry from 2026-02-01 must be valid from one day to the same "
            "or a later one."
        ],
    },
    "field_roles": {
        "simulator,sales_rep,2026-01-01,9999-12-31": [],
        "simulator,sales_rep,2026-03-01,9999-12-31": [
            "field_roles.csv: the row of simulator.sales_rep from 2026-01-01 overlaps with simulator.sales_rep from "
            "2026-03-01, which names the same."
        ],
        "salesforce,*,2026-01-01,9999-12-31": [
            "field_roles.csv: the row of salesforce.* from 2026-01-01 names the source salesforce, "
            "which is not declared."
        ],
    },
    "reporting_currencies": {
        "simulator,CNY": [],
        "simulator,EUR": ["reporting_currencies.csv: the source simulator stands there 2 times."],
        "maven,USD": [
            "reporting_currencies.csv: the systems of acme report in CNY and in USD; amounts of a company are added "
            "up, so its systems need one currency."
        ],
        "servicenow,": ["reporting_currencies.csv: the row of servicenow leaves currency empty."],
        "salesforce,USD": ["reporting_currencies.csv: the source salesforce is not declared."],
    },
    "customer_policies": {
        "acme,,1,1,1,1,90,180,365,1,0.01,30,0001-01-01,9999-12-31": [],
        "shop,12,1,1,1,1,90,180,365,1,0.01,0,0001-01-01,9999-12-31": [
            "customer_policies.csv: the row of shop from 0001-01-01 names the company shop, of which no source is "
            "declared."
        ],
        "*,0,1,0,0,0,90,30,365,1,,-1,0001-01-01,9999-12-31": [
            "customer_policies.csv: the row of * from 0001-01-01 needs lapsed_after_days of 31 or more, "
            "at_risk_after_days of no more, and ended_after_days of no fewer.",
            "customer_policies.csv: the row of * from 0001-01-01 needs a window of a month or more, or none.",
            "customer_policies.csv: the row of * from 0001-01-01 needs attribution_days of nought or more.",
            "customer_policies.csv: the row of * from 0001-01-01 needs weights of nought or more, of which one is "
            "above it.",
            "customer_policies.csv: the row of * from 0001-01-01 needs a score_margin, a margin_rate and a "
            "monthly_discount_rate of nought or more.",
        ],
    },
    "rfm_segments": {
        "1,best,Best,最佳客户,1,5,1,5,1,5": [],
        "1,rest,Rest,其他客户,1,5,1,5,1,5": ["rfm_segments.csv: the place 1 stands there 2 times."],
    },
    "service_policies": {
        "simulator,*,*,nights,0001-01-01,9999-12-31": [
            "service_policies.csv: the row of simulator.*.* names the schedule nights, of which "
            "service_schedules.csv has no hours."
        ],
        "simulator,,*,desk,0001-01-01,2025-12-31": [
            "service_policies.csv: the row of simulator.* from 0001-01-01 leaves team_id empty; write * for all."
        ],
        "salesforce,*,*,desk,0001-01-01,9999-12-31": [
            "service_policies.csv: the row of salesforce.*.* from 0001-01-01 names the source salesforce, "
            "which is not declared."
        ],
        "*,*,hotline,desk,0001-01-01,2026-01-01": [],
        "*,*,hotline,desk,2026-01-01,9999-12-31": [
            "service_policies.csv: the row of *.*.hotline from 0001-01-01 overlaps with *.*.hotline from 2026-01-01, "
            "which names the same."
        ],
    },
    "call_policies": {
        "*,*,5,20,7,0001-01-01,9999-12-31": [],
        "simulator,hotline,5,-1,7,2026-01-01,9999-12-31": [
            "call_policies.csv: the row of simulator.hotline from 2026-01-01 needs seconds and days from 0 on."
        ],
        "simulator,orders,5,20,,2026-01-01,9999-12-31": [
            "call_policies.csv: the row of simulator.orders from 2026-01-01 needs seconds and days from 0 on."
        ],
    },
    "case_policies": {
        "*,*,7,1,0001-01-01,9999-12-31": [],
        "simulator,hotline,7,0,2026-01-01,9999-12-31": [
            "case_policies.csv: the row of simulator.hotline from 2026-01-01 needs days from 0 on and months from 1 on."
        ],
        "simulator,orders,,1,2026-01-01,9999-12-31": [
            "case_policies.csv: the row of simulator.orders from 2026-01-01 needs days from 0 on and months from 1 on."
        ],
    },
    "survey_policies": {
        "*,75,0001-01-01,9999-12-31": [
            "survey_policies.csv: the row of * from 0001-01-01 needs a satisfied_rate from 0 to 1."
        ],
    },
    "service_schedules": {
        "desk,working_day,09:00,12:00": [],
        "desk,working_day,12:00,18:00": [],
        "desk,saturday,22:00,24:00": [],
        "desk,day_off,21:00,22:30": [
            "service_schedules.csv: desk on day_off from 21:00 overlaps with saturday from 22:00."
        ],
        "desk,holiday,06:00,08:00": [],
        "desk,monday,17:00,19:00": [
            "service_schedules.csv: desk on working_day from 12:00 overlaps with monday from 17:00."
        ],
        "desk,sometimes,03:00,04:00": [
            "service_schedules.csv: desk on sometimes from 03:00 needs days: monday to sunday, holiday, working_day, "
            "day_off or every_day."
        ],
        "back,every_day,18:00,09:00": [
            "service_schedules.csv: back on every_day from 18:00 needs hours such as from 09:00 until a later 18:00, "
            "and at most 24:00."
        ],
        ",every_day,00:00,24:00": [
            "service_schedules.csv: (none) on every_day from 00:00 has no schedule that the hours could be of."
        ],
    },
    "placeholder_values": {
        "text,n/a,*,*,0001-01-01,9999-12-31": [],
        "text,n/a,simulator,contacts,2026-01-01,9999-12-31": [],
        "number,0,*,*,0001-01-01,9999-12-31": [
            "placeholder_values.csv: the row of number.0.*.* from 0001-01-01 has the kind number; "
            "there are date, phone and text."
        ],
        "text,it's nothing,simulator,visits,2026-01-01,9999-12-31": [
            "placeholder_values.csv: the row of text.it's nothing.simulator.visits from 2026-01-01 names the entity "
            "visits, which simulator does not deliver."
        ],
        "text,,*,*,0001-01-01,9999-12-31": [
            "placeholder_values.csv: the row of text.*.* from 0001-01-01 leaves value empty."
        ],
    },
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, may_build: None) -> Home:
    """A company of two systems, of which one day is landed; each test breaks seeds and mends them."""
    folder = tmp_path_factory.mktemp("seeds")
    home = Home(folder / "home", hand_made_schedules.project(folder / "project"))
    declarations = home.project / "dbt_project" / "dbt_project.yml"
    text = declarations.read_text(encoding="utf-8")
    declarations.write_text(text.replace("companies: {}", "companies: {acme: [simulator, maven]}"), encoding="utf-8")
    hand_made_schedules.deliver(home.extracts)
    home.land([dt.date.fromisoformat(DAYS[0])])
    return home


@contextmanager
def to_break(home: Home, *seeds: str) -> Iterator[list[Path]]:
    """The files of seeds, which afterwards are as before."""
    files = [home.project / "dbt_project" / "seeds" / f"{seed}.csv" for seed in seeds]
    before = [file.read_bytes() for file in files]
    try:
        yield files
    finally:
        for file, content in zip(files, before, strict=True):
            file.write_bytes(content)


def test_each_fault_of_a_seed_is_one_sentence(home: Home) -> None:
    with to_break(home, *FAULTS):
        write_seeds(home.project, {seed: list(rows) for seed, rows in FAULTS.items()})
        results = home.part("+int_seed_problems")
    found = [row[0] for row in home.warehouse("select problem from intermediate.int_seed_problems").fetchall()]
    expected = [sentence for rows in FAULTS.values() for sentences in rows.values() for sentence in sentences]
    assert sorted(found) == sorted(expected)
    assert transform.failure(results, home.settings).splitlines()[:10] == sorted(expected)[:10]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (",30,", ",thirty,", ", line 3, column weight: 'thirty' is not a number such as 0.5."),
        (
            ",20,0001-01-01",
            ",20,01.04.2026",
            ", line 4, column valid_from: '01.04.2026' is not a date such as 2026-03-02.",
        ),
        (",30,", ",30,,", ", line 3: 12 values for 11 columns."),
    ],
)
def test_a_seed_that_cannot_be_read_is_named_with_its_line(home: Home, old: str, new: str, fault: str) -> None:
    with to_break(home, "dimension_weights") as [file]:
        file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        results = home.part("dimension_weights")
    assert transform.failure(results, home.settings) == f"dimension_weights.csv{fault}"


def test_a_seed_that_lacks_a_column_is_named(home: Home) -> None:
    with to_break(home, "entry_weights") as [file]:
        text = file.read_text(encoding="utf-8")
        for broken, lacking in (
            (text.replace("weight", "weigth", 1), "column weight"),
            (text.replace(",", ";"), "columns weight, valid_from, valid_to"),
        ):
            file.write_text(broken, encoding="utf-8")
            sentence = (
                f"entry_weights.csv lacks the {lacking}; keep the names of its first line, and commas between them."
            )
            with pytest.raises(ScorehouseError, match=re.escape(sentence)):
                home.part("entry_weights")


def test_a_seed_saved_in_another_encoding_is_named(tmp_path: Path) -> None:
    project = checkout(tmp_path / "project")
    file = project / "dbt_project" / "seeds" / "dimension_weights.csv"
    file.write_bytes(file.read_text(encoding="utf-8").encode("gbk"))
    sentence = r"dimension_weights\.csv is not UTF-8 text, byte 127 cannot be read; save it as UTF-8"
    with pytest.raises(ScorehouseError, match=sentence):
        manifest_file(Settings(tmp_path / "home", project))


def test_a_copy_of_a_checkout_reads_its_own_seeds(tmp_path: Path) -> None:
    project = checkout(tmp_path / "project")
    nodes = parsed(Settings(tmp_path / "home", project)).nodes.values()
    roots = {Path(node.root_path) for node in nodes if node.resource_type == "seed"}  # type: ignore[union-attr]
    assert roots == {project / "dbt_project"}
