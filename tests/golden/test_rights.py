"""What each function may do: its policy file, as a file and in the packaged template."""

import ast
import json
from typing import Any

import pytest

from chalicelib.domain.capture import SEALED_AS
from chalicelib.domain.credentials import SEALED_FOR
from infra import checks
from infra.functions import FUNCTIONS
from infra.package import ROOT
from tests.end_to_end.deployed import packaged_template
from tests.golden.reach import reached

POLICIES = sorted((ROOT / ".chalice").glob("policy-*.json"))
# A `*` that AWS forces on us, with the statement it may stand in; .chalice/README.md says why.
# In every other place it may only end the name of one resource's own parts.
ALLOWED_STARS = {"Traces": "*"}
PARTS_OF_ONE = ("/*", ":*", "/stream/*")
DELETES_OBJECTS = {"s3:DeleteObject", "s3:DeleteObjectVersion"}


@pytest.fixture(scope="module")
def template() -> dict[str, Any]:
    return packaged_template()


def statements(policy: dict[str, Any]) -> list[dict[str, Any]]:
    return list(policy["Statement"])


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def resource_text(resource: Any) -> str:
    if isinstance(resource, str):
        return resource
    name, value = next(iter(resource.items()))
    return value if name == "Fn::Sub" else f"${{{value[0]}.{value[1]}}}"


def test_every_function_has_a_role_of_its_own(template):
    roles = [each["Role"]["Fn::GetAtt"][0] for each in checks.functions(template)]

    assert len(set(roles)) == len(FUNCTIONS) == len(POLICIES)


def test_every_role_holds_its_policy_file_and_nothing_else(template):
    files = [json.loads(path.read_text()) for path in POLICIES]
    roles = [r["Properties"] for r in template["Resources"].values() if r["Type"].endswith("Role")]

    assert len(roles) == len(files)
    for role in roles:
        (policy,) = role["Policies"]
        assert policy["PolicyDocument"] in files
        assert "ManagedPolicyArns" not in role


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_a_policy_names_its_actions_and_resources(path):
    for statement in statements(json.loads(path.read_text())):
        assert statement["Effect"] == "Allow"
        assert not [action for action in as_list(statement["Action"]) if "*" in action]
        for resource in map(resource_text, as_list(statement["Resource"])):
            if "*" not in resource or ALLOWED_STARS.get(statement["Sid"]) == resource:
                continue
            assert resource.endswith(PARTS_OF_ONE), f"{statement['Sid']}: {resource}"
            assert resource.count("*") == 1
            assert "${" in resource.rsplit("*", 1)[0]


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_every_star_has_its_reason_written_down(path):
    reasons = (ROOT / ".chalice" / "README.md").read_text()

    for statement in statements(json.loads(path.read_text())):
        if any("*" in resource_text(each) for each in as_list(statement["Resource"])):
            assert f"`{statement['Sid']}`" in reasons


def test_no_function_may_scan_the_table_or_write_without_a_condition():
    granted = {
        action
        for path in POLICIES
        for statement in statements(json.loads(path.read_text()))
        for action in as_list(statement["Action"])
    }

    assert not granted & {"dynamodb:Scan", "dynamodb:BatchWriteItem"}


def holders(actions: set[str]) -> set[tuple[str, str]]:
    """Return (function, resource) of every statement that grants one of these actions."""
    return {
        (path.stem.removeprefix("policy-"), resource_text(resource))
        for path in POLICIES
        for statement in statements(json.loads(path.read_text()))
        if actions & set(as_list(statement["Action"]))
        for resource in as_list(statement["Resource"])
    }


UNWRAPS = {"kms:Decrypt", "kms:GenerateDataKeyWithoutPlaintext"}
USE = "kms:EncryptionContext:use"
ANY = "*"
# The uses by the names that the code has for them; none named is the common one.
USES = {"SEALED_AS": SEALED_AS, "SEALED_FOR": SEALED_FOR, None: ANY}


def is_through_a_store(statement: dict[str, Any]) -> bool:
    """True for a right on the key that only another service of AWS can use, for what it keeps."""
    return "kms:ViaService" in statement.get("Condition", {}).get("StringEquals", {})


def uses(name: str) -> set[str]:
    """Return for which uses a function may have keys unwrapped."""
    policy = json.loads((ROOT / ".chalice" / f"policy-{name}.json").read_text())
    return {
        statement.get("Condition", {}).get("StringEqualsIfExists", {}).get(USE, ANY)
        for statement in statements(policy)
        if UNWRAPS & set(as_list(statement["Action"])) and not is_through_a_store(statement)
    }


def test_the_keys_of_numbers_are_for_the_api_and_for_imports_alone():
    granted = {name: uses(name) for name, _ in holders(UNWRAPS)}

    assert {name for name, found in granted.items() if ANY in found} == {"api", "process-import"}


@pytest.mark.parametrize("name", ["process-photo", "process-video", "compose", "verify"])
def test_what_seals_and_opens_media_may_have_the_keys_that_it_asks_for_and_no_others(name):
    root = ("chalicelib.entry.queues", name.replace("-", "_"))
    asked = {
        USES[{each.arg: ast.unparse(each.value) for each in node.keywords}.get("use")]
        for _, node in reached(root)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"seal", "open"}
        and ast.unparse(node.func.value).endswith("vault")
    }

    assert asked == uses(name)


def test_whoever_may_have_a_key_unwrapped_is_told_by_which():
    told = {each.name for each in FUNCTIONS if "DATA_KEY" in each.settings}

    assert told == {name for name, _ in holders(UNWRAPS)}


def test_only_an_import_that_moves_a_person_may_take_a_row_from_its_place():
    assert {name for name, _ in holders({"dynamodb:DeleteItem"})} == {"process-import"}


def test_only_retirement_removes_objects_and_never_an_original():
    assert holders(DELETES_OBJECTS) == {("retire-data", "${DerivativesBucket.Arn}/*")}
