"""The laws of descriptions: every model says its grain, every public column what it means, and every key is tested."""

import re

import pytest
from laws import MARTS, Node, file_of, refuse, yaml_of

FILLERS = {"a", "an", "and", "by", "for", "id", "in", "is", "its", "key", "of", "that", "the", "whose"}


def words(text: str) -> set[str]:
    """The words of a text, in lower case and without a plural."""
    return {word.removesuffix("s") for word in re.findall(r"[a-z0-9]+", text.lower().replace("_", " "))}


def says_nothing(name: str, description: str) -> bool:
    """Whether a description is missing, or only repeats the name of what it describes."""
    return words(description) <= words(name) | words(" ".join(FILLERS))


@pytest.mark.parametrize("description", ["", "Team.", "The team", "Team id.", "Id of the team."])
def test_a_name_said_again_describes_nothing(description: str) -> None:
    assert says_nothing("team_id", description)


@pytest.mark.parametrize("description", ["Team of the person now.", "Sales team.", "Whom the person belongs to."])
def test_whose_or_which_describes_something(description: str) -> None:
    assert not says_nothing("team_id", description)


def test_every_description_ends_with_the_grain(models: dict[str, Node]) -> None:
    refuse(
        f'{yaml_of(node)}: end the description of {node["name"]} with a sentence such as "One row per person and day."'
        for node in models.values()
        if not re.search(r"One row per [^.]+\.$", node["description"].strip())
    )


def test_every_mart_lists_its_columns(marts: list[Node]) -> None:
    refuse(f"{yaml_of(node)}: list the columns of {node['name']}." for node in marts if not node["columns"])


def test_a_column_is_described_by_more_than_its_name(models: dict[str, Node], marts: list[Node]) -> None:
    must = {node["unique_id"] for node in marts}
    refuse(
        f'{yaml_of(node)}: {node["name"]}.{column["name"]} is described as "{column["description"]}": '
        "say what its name does not, such as whose, as of when, or in which unit."
        for node in models.values()
        for column in node["columns"].values()
        if (node["unique_id"] in must or column["description"]) and says_nothing(column["name"], column["description"])
    )


def test_every_macro_has_a_line_in_the_yaml(manifest: Node) -> None:
    ours = [node for node in manifest["macros"].values() if node["package_name"] == "scorehouse"]
    refuse(
        f"Say in a line of dbt_project/macros/_macros.yml what {node['name']} gives."
        for node in ours
        if not re.match("(default|duckdb|spark|portable)__|test_", node["name"]) and not node["description"]
    )


def models_with_test(manifest: Node, *kinds: str) -> set[str]:
    """Models that have a test, or one of some kinds."""
    return {
        node["attached_node"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test" and (not kinds or (node["test_metadata"] or {}).get("name") in kinds)
    }


def without_key(node: Node) -> str:
    return f"{yaml_of(node)}: test the key of {node['name']} with unique_combination, by the columns of its grain."


def test_every_mart_has_a_tested_key(manifest: Node, marts: list[Node]) -> None:
    keyed = models_with_test(manifest, "unique", "unique_combination")
    # A record is behind a figure once for each time it counts, so that its rows have no key.
    refuse(without_key(node) for node in marts if node["unique_id"] not in keyed and node["name"] != "kpi_records")


def test_every_canonical_and_staging_model_has_a_tested_key(manifest: Node, models: dict[str, Node]) -> None:
    kept = [node for node in models.values() if node["schema"] in ("staging", "intermediate")]
    # Rejects have no key of their own: the same line may be rejected for more than one reason.
    keyed, keyless = models_with_test(manifest), {"stg_landing__rejects"}
    refuse(without_key(node) for node in kept if node["unique_id"] not in keyed and node["name"] not in keyless)


def test_what_everybody_may_read_is_a_mart_with_an_enforced_contract(models: dict[str, Node]) -> None:
    public = [node for node in models.values() if node["access"] == "public"]
    assert len(public) > 20
    refuse(
        f"{yaml_of(node)}: add to {node['name']}, config: {{contract: {{enforced: true}}}}"
        for node in public
        if not node["config"]["contract"]["enforced"]
    )
    refuse(
        f"{file_of(node)} is public and in {node['schema']}: only marts, {', '.join(MARTS)}, are for everybody."
        for node in public
        if node["schema"] not in MARTS
    )


def test_every_model_is_described_at_all(models: dict[str, Node]) -> None:
    refuse(f"Describe {node['name']} in {yaml_of(node)}." for node in models.values() if not node["patch_path"])
