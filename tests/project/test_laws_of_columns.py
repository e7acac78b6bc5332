"""The laws of public columns: whom an id names, in which company; which amount, in which currency; what is a code."""

import re
from collections.abc import Iterable, Iterator, Mapping

import pytest
from laws import Node, refuse, seed, yaml_of

from orchestration.build.copying import public_marts
from orchestration.settings import PROJECT

PERSON = "person_id"


@pytest.fixture(scope="module")
def public(models: dict[str, Node]) -> list[Node]:
    """What everybody may read."""
    return [node for node in models.values() if node["access"] == "public"]


@pytest.fixture(scope="module")
def roles() -> set[str]:
    """The roles of people that the page of names explains."""
    page = (PROJECT / "docs/naming.md").read_text(encoding="utf-8")
    return set(re.findall(r"^\| `(\w+)` \|", page.split("### People\n")[1].split("\n##")[0], re.MULTILINE))


@pytest.fixture(scope="module")
def contracts(manifest: Node) -> Mapping[str, str]:
    """Names of columns in the contracts of entities that refer to people, each with the contract."""
    return {
        column["name"]: node["name"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["access"] != "public"
        for column in node["columns"].values()
        if column["config"]["meta"].get("refers_to") == "people" and column["name"] != PERSON
    }


def wrong_names(node: Node, roles: set[str], contracts: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each column with a person's id that is not called by its role."""
    for name in node["columns"]:
        role = name.removesuffix("_id")
        if name in contracts or (role != name and role in roles):
            yield f"{yaml_of(node)}: call {node['name']}.{name} {role}_{PERSON}, as docs/naming.md does people."
        elif name.endswith(f"_{PERSON}") and name.removesuffix(f"_{PERSON}") not in roles:
            yield (
                f"{yaml_of(node)}: {node['name']}.{name} has a role that docs/naming.md does not know; "
                "take one of its roles, or explain the new one there."
            )


def test_the_id_of_a_person_is_called_by_its_role(
    public: list[Node], roles: set[str], contracts: Mapping[str, str]
) -> None:
    refuse(sentence for node in public for sentence in wrong_names(node, roles, contracts))


def test_no_role_is_explained_that_nobody_has(public: list[Node], roles: set[str]) -> None:
    used = {name for node in public for name in node["columns"]}
    refuse(
        f"Take {role} out of docs/naming.md: no public table has {role}_{PERSON}."
        for role in roles
        if f"{role}_{PERSON}" not in used
    )


def test_what_leads_to_a_dimension_of_a_company_says_which_company(manifest: Node) -> None:
    marts = {mart.title: mart for mart in public_marts(manifest)}
    refuse(
        f"Give {mart.title} a column company, {{{{ company_of_rows('source') }}}}: {column} joins {title} by it and id."
        for mart in marts.values()
        for column, title in mart.joins.items()
        if "company" in marts[title].columns and mart.company_in not in mart.columns
    )


def unclear_amounts(node: Node) -> Iterator[str]:
    """A sentence for each amount that does not say which it is, or in which currency."""
    for name in node["columns"]:
        if name == "amount":
            yield f"{yaml_of(node)}: say which amount {node['name']}.amount is, such as booked_amount."
        if name.endswith("amount") and "currency" not in node["columns"]:
            yield f"{yaml_of(node)}: give {node['name']} a column currency, that of {name}."


def test_an_amount_says_which_it_is_and_in_which_currency(public: list[Node]) -> None:
    refuse(sentence for node in public for sentence in unclear_amounts(node))


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        (["amount", "currency"], ["say which amount fct_things.amount is"]),
        (["won_amount", "lost_amount"], ["that of won_amount", "that of lost_amount"]),
        (["won_amount", "currency", "amount_count"], []),
    ],
)
def test_an_unclear_amount_is_told(columns: list[str], told: list[str]) -> None:
    node = {"name": "fct_things", "patch_path": "scorehouse://models/things.yml", "columns": dict.fromkeys(columns)}
    found = list(unclear_amounts(node))
    assert len(found) == len(told)
    assert all(words in sentence for words, sentence in zip(told, found, strict=True))


def undecided_codes(public: Iterable[Node]) -> Iterator[str]:
    """A sentence for each column that is called like a code and does not say whether it is one."""
    columns = [(node, column) for node in public for column in node["columns"].values()]
    codes = {column["name"] for _, column in columns if column["config"]["meta"].get("coded")}
    for node, column in columns:
        if column["name"] in codes and "coded" not in column["config"]["meta"]:
            yield (
                f"{yaml_of(node)}: add to {node['name']}.{column['name']}, config: {{meta: {{coded: true}}}}, or false "
                "where its values are no codes of dim_label."
            )


def test_what_is_called_like_a_code_says_whether_it_is_one(public: list[Node]) -> None:
    refuse(undecided_codes(public))


def test_labels_are_of_columns_that_have_codes(public: list[Node]) -> None:
    coded = {
        name for node in public for name, column in node["columns"].items() if column["config"]["meta"].get("coded")
    }
    labelled = {row["column_name"] for row in seed("labels")}
    assert len(coded) > 25
    refuse(f"labels.csv names codes of {name}, of which no public column has any." for name in labelled - coded)


def test_a_column_called_like_a_code_is_told() -> None:
    def node(name: str, **meta: object) -> Node:
        columns = {"state": {"name": "state", "config": {"meta": meta}}}
        return {"name": name, "patch_path": "scorehouse://models/things.yml", "columns": columns}

    (sentence,) = undecided_codes([node("fct_things", coded=True), node("fct_words", coded=False), node("fct_new")])
    assert "add to fct_new.state" in sentence


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("owner_id", "call fct_things.owner_id owner_person_id"),
        ("approved_by_id", "call fct_things.approved_by_id approved_by_person_id"),
        ("coach_id", "call fct_things.coach_id coach_person_id"),
        ("approver_person_id", "take one of its roles"),
    ],
)
def test_another_name_of_a_person_is_told(roles: set[str], name: str, told: str) -> None:
    node = {"name": "fct_things", "patch_path": "scorehouse://models/things.yml", "columns": {name: {}}}
    (sentence,) = wrong_names(node, roles, {"coach_id": "int_things__versioned"})
    assert sentence.startswith("dbt_project/models/things.yml: ") and told in sentence


def test_names_by_role_are_right(roles: set[str]) -> None:
    node = {"name": "fct_things", "columns": dict.fromkeys([PERSON, "owner_person_id", "team_id", "things_id"])}
    assert list(wrong_names(node, roles, {})) == []
