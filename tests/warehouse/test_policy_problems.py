"""What a build says of policies, promises and calendars that cannot be applied: one sentence for each fault."""

import datetime as dt
from pathlib import Path

import hand_made_schedules
import pytest
from hand_made_schedules import DAYS
from warehouse_home import Home

from orchestration.build import dbt as transform

POLICY = "entry_policies.csv: policy"
PROMISE = "extract_promises.csv: the row of"
LATER = "2026-01-01,9999-12-31"
# A row as it stands in the seed, and what is said of it; the words of the whole company are those of the rows before.
FAULTS = {
    "entry_policies": {
        "clockless,1,simulator,leads,sales_rep,*,*,daily,09:30,,120,2,0001-01-01,9999-12-31": [
            f"{POLICY} clockless version 1 has the clock daily; there are next_working_day and minutes."
        ],
        "hourless,1,simulator,leads,hotline,*,*,next_working_day,9.30,,120,2,0001-01-01,9999-12-31": [
            f"{POLICY} hourless version 1 needs a cutoff_time such as 09:30, if only to end repair grace."
        ],
        "minuteless,1,simulator,cases,hotline,*,*,minutes,09:30,,120,2,0001-01-01,9999-12-31": [
            f"{POLICY} minuteless version 1 has the clock minutes and needs a number of minutes above nought."
        ],
        "graceless,1,simulator,orders,*,*,*,next_working_day,09:30,,-1,,0001-01-01,9999-12-31": [
            f"{POLICY} graceless version 1 needs repair_grace_days of nought or more.",
            f"{POLICY} graceless version 1 needs skew_seconds of nought or more.",
        ],
        "backwards,1,simulator,accounts,*,*,*,next_working_day,09:30,,120,2,2026-03-01,2026-02-01": [
            f"{POLICY} backwards version 1 must be valid from one day to the same or a later one."
        ],
        f"nowhere,1,salesforce,*,*,*,*,next_working_day,09:30,,120,2,{LATER}": [
            f"{POLICY} nowhere version 1 names the source salesforce, which is not declared."
        ],
        f"nothing,1,simulator,visits,*,*,*,next_working_day,09:30,,120,2,{LATER}": [
            f"{POLICY} nothing version 1 names the entity visits, which simulator does not deliver as records."
        ],
        f"nobody,1,simulator,*,pilot,Z,MOON,next_working_day,09:30,,120,2,{LATER}": [
            f"{POLICY} nobody version 1 names the role pilot, which no staff list knows.",
            f"{POLICY} nobody version 1 names the team Z, which no staff list knows.",
            f"{POLICY} nobody version 1 names the office MOON, which no staff list knows.",
        ],
        f"half,1,simulator,contacts,,*,*,next_working_day,09:30,,120,2,{LATER}": [
            f"{POLICY} half version 1 leaves role empty; write * for all."
        ],
        "spring,1,*,leads,*,*,*,next_working_day,12:00,,120,2,2026-03-01,2026-04-30": [],
        "summer,1,*,leads,*,*,*,next_working_day,12:00,,120,2,2026-04-30,2026-08-31": [
            f"{POLICY} spring version 1 overlaps with summer version 1, which names the same."
        ],
        "desk,1,servicenow,cases,*,*,*,minutes,09:30,15,120,2,2017-01-01,2017-12-31": [],
        "desk,1,servicenow,cases,*,*,*,minutes,09:30,10,120,2,2018-01-01,2018-12-31": [
            f"{POLICY} desk version 1 stands there 2 times."
        ],
        "rest,1,simulator,*,*,*,*,next_working_day,09:30,,120,2,0001-01-01,2026-02-28": [],
        "rest,2,simulator,*,*,*,*,next_working_day,10:00,,120,2,2026-03-08,9999-12-31": [
            f"entry_policies.csv: no policy holds for simulator.{entity} from 2026-03-01 to 2026-03-07."
            for entity in (
                "activities",
                "cases",
                "complaints",
                "contacts",
                "expenses",
                "opportunities",
                "opportunity_stage_changes",
                "order_lines",
                "quotes",
            )
        ]
        + ["entry_policies.csv: no policy holds for simulator.outreach from 2026-03-01 to 2026-03-07."]
        + ["entry_policies.csv: no policy holds for simulator.accounts from 2026-03-01 to 2026-03-07."]
        + [
            f"entry_policies.csv: no policy holds for maven.{entity} from 0001-01-01 to 9999-12-31."
            for entity in ("accounts", "opportunities", "opportunity_stage_changes")
        ]
        + [
            f"entry_policies.csv: no policy holds for online_store.{entity} from 0001-01-01 to 9999-12-31."
            for entity in ("order_lines", "orders")
        ]
        + [
            f"entry_policies.csv: no policy holds for rfm_orders.{entity} from 0001-01-01 to 9999-12-31."
            for entity in ("order_lines", "orders")
        ]
        + [
            f"entry_policies.csv: no policy holds for {source}.campaigns from {gap}."
            for source, gap in (
                ("campaign_response", "0001-01-01 to 9999-12-31"),
                ("simulator", "2026-03-01 to 2026-03-07"),
            )
        ]
        + [
            f"entry_policies.csv: no policy holds for zoho.{entity} from 0001-01-01 to 9999-12-31."
            for entity in (
                "accounts",
                "activities",
                "campaigns",
                "cases",
                "contacts",
                "opportunities",
                "opportunity_stage_changes",
                "order_lines",
                "orders",
                "quotes",
            )
        ]
        + [
            f"entry_policies.csv: no policy holds for zoho.leads from {gap}."
            for gap in ("0001-01-01 to 2026-02-28", "2026-09-01 to 9999-12-31")
        ]
        + [
            "entry_policies.csv: no policy holds for servicenow.cases from 0001-01-01 to 2016-12-31.",
            "entry_policies.csv: no policy holds for servicenow.cases from 2019-01-01 to 9999-12-31.",
        ],
    },
    "dimension_weights": {
        f"typo,timeliness,Timeliness,及时性,simualtor,pilot,*,*,20,{LATER}": [
            "dimension_weights.csv: policy typo names the source simualtor, which is not declared.",
        ],
        f"nobody,timeliness,Timeliness,及时性,simulator,*,Z,*,20,{LATER}": [
            "dimension_weights.csv: policy nobody names the team Z, which no staff list knows."
        ],
    },
    "score_policies": {
        f"moon,1,simulator,*,*,MOON,20,5,{LATER}": [
            "score_policies.csv: policy moon names the office MOON, which no staff list knows."
        ],
    },
    "rule_policies": {
        f"visits,1,activity.outcome_present,visits,*,*,*,0,{LATER}": [
            "rule_policies.csv: policy visits names the entity visits, which no source delivers as records."
        ],
        f"days,1,day.reported,expected_days,pilot,*,*,0,{LATER}": [
            "rule_policies.csv: policy days names the role pilot, which no staff list knows."
        ],
        "to come,1,day.reported,*,pilot,*,*,0,2026-06-01,9999-12-31": [],
    },
    "extract_promises": {
        f"simulator,visits,every_day,10:00,0,{LATER}": [
            f"{PROMISE} simulator.visits from 2026-01-01 names an extract that is not declared."
        ],
        f"simulator,cases,mondays,10:00,0,{LATER}": [
            f"{PROMISE} simulator.cases from 2026-01-01 has the days mondays; there are every_day and working_days."
        ],
        f"simulator,leads,every_day,10,-1,{LATER}": [
            f"{PROMISE} simulator.leads from 2026-01-01 needs a publish_time such as 10:00.",
            f"{PROMISE} simulator.leads from 2026-01-01 needs tolerance_minutes of nought or more.",
        ],
        "simulator,*,every_day,10:00,0,2026-01-01,2026-12-31": [],
        "simulator,*,working_days,10:00,0,2026-06-01,9999-12-31": [
            f"{PROMISE} simulator.* from 2026-01-01 overlaps with simulator.* from 2026-06-01, which names the same."
        ],
    },
    "calendar_years": {
        'CN,2026,sure,"State Council notice for 2026",1': [
            "calendar_years.csv: CN 2026 has the status sure; there are official and provisional.",
            "calendar_years.csv: there is no calendar WEEKDAYS, which the source call_centre declares.",
            "calendar_years.csv: there is no calendar WEEKDAYS, which the source campaign_response declares.",
            "calendar_years.csv: there is no calendar WEEKDAYS, which the source maven declares.",
            "calendar_years.csv: there is no calendar WEEKDAYS, which the source online_store declares.",
            "calendar_years.csv: there is no calendar WEEKDAYS, which the source rfm_orders declares.",
            "calendar_years.csv: there is no calendar WEEKDAYS, which the source servicenow declares.",
            "calendar_years.csv: there is no calendar WEEKDAYS, which the source zoho declares.",
        ],
    },
    "calendar_exceptions": {
        "CN,2025-10-01,false,National Day": [
            "calendar_exceptions.csv: CN 2025-10-01 lies in a year that calendar_years.csv does not hold."
        ],
        "CN,2026-10-01,false,National Day": [],
        "CN,2026-10-01,true,Make-up workday": ["calendar_exceptions.csv: CN 2026-10-01 stands there 2 times."],
    },
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, may_build: None) -> Home:
    folder = tmp_path_factory.mktemp("faulty")
    home = Home(folder / "home", hand_made_schedules.project(folder / "project"))
    write_seeds(home.project, {seed: list(rows) for seed, rows in FAULTS.items()})
    hand_made_schedules.deliver(home.extracts)
    home.land([dt.date.fromisoformat(DAYS[0])])
    return home


def write_seeds(project: Path, seeds: dict[str, list[str]]) -> None:
    for seed, rows in seeds.items():
        path = project / "dbt_project" / "seeds" / f"{seed}.csv"
        header = path.read_text(encoding="utf-8").splitlines()[0]
        path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")


def test_each_fault_is_one_sentence_and_the_build_ends_with_the_first_ten_of_them(home: Home) -> None:
    results = home.part("+int_policy_problems+1")
    found = [row[0] for row in home.warehouse("select problem from intermediate.int_policy_problems").fetchall()]
    expected = [sentence for rows in FAULTS.values() for sentences in rows.values() for sentence in sentences]
    assert sorted(found) == sorted(expected)
    *told, more = transform.failure(results, home.settings).splitlines()
    assert (told, more) == (sorted(expected)[:10], f"There are {len(expected) - 10} more problems.")
    assert [result.status for result in results if result.name == "int_entry_policies"] == ["skipped"]
