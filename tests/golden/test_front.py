"""CloudFront in the template: what it keeps, what it passes on, and that nothing of it is open."""

import json
from typing import Any

import pytest

from infra import front
from infra.package import ROOT
from infra.variables import SETTINGS
from tests.end_to_end.deployed import packaged_template

FRONT = front.RESOURCES["Front"]
EVERY_METHOD = {"GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"}


@pytest.fixture(scope="module")
def template() -> dict[str, Any]:
    return packaged_template()


@pytest.fixture(scope="module")
def config(template: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = template["Resources"]["Front"]["Properties"]["DistributionConfig"]
    return found


def behaviours(config: dict[str, Any]) -> list[dict[str, Any]]:
    return [config["DefaultCacheBehavior"], *config["CacheBehaviors"]]


def test_pages_and_calls_have_one_origin_at_the_stage_that_chalice_makes(config):
    stage = json.loads((ROOT / ".chalice" / "config.json").read_text())["api_gateway_stage"]

    (origin,) = config["Origins"]
    assert origin["OriginPath"] == f"/{stage}"
    assert origin["DomainName"]["Fn::Sub"].startswith("${RestAPI}.execute-api.")
    assert {each["TargetOriginId"] for each in behaviours(config)} == {origin["Id"]}


def test_a_call_goes_through_as_it_came_and_its_answer_is_not_kept(config):
    default = config["DefaultCacheBehavior"]

    assert set(default["AllowedMethods"]) == EVERY_METHOD
    assert default["CachePolicyId"] == front.NOTHING_KEPT
    assert default["OriginRequestPolicyId"] == front.ALL_BUT_HOST


def test_a_file_is_kept_for_a_year_whatever_else_a_request_says(config, template):
    (files,) = config["CacheBehaviors"]
    policy = template["Resources"]["FilesKept"]["Properties"]["CachePolicyConfig"]
    key = policy["ParametersInCacheKeyAndForwardedToOrigin"]

    assert files["PathPattern"] == "/assets/*"
    assert files["CachePolicyId"] == {"Ref": "FilesKept"}
    assert (files["Compress"], "OriginRequestPolicyId" in files) == (True, False)
    assert policy["MaxTTL"] == 365 * 24 * 3600
    assert key["EnableAcceptEncodingGzip"] is key["EnableAcceptEncodingBrotli"] is True
    for name in ("Cookie", "Header", "QueryString"):
        assert key[f"{name}sConfig"] == {f"{name}Behavior": "none"}


def test_no_refusal_is_kept_for_anybody(config, template):
    policy = template["Resources"]["FilesKept"]["Properties"]["CachePolicyConfig"]
    kept = {one["ErrorCode"]: one["ErrorCachingMinTTL"] for one in config["CustomErrorResponses"]}

    assert policy["MinTTL"] == 0
    # All that CloudFront would keep for ten seconds by itself.
    assert kept == dict.fromkeys((400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504), 0)


def test_nothing_goes_in_the_clear(config):
    (origin,) = config["Origins"]
    named, _ = config["ViewerCertificate"]["Fn::If"][1:]

    for each in behaviours(config):
        assert each["ViewerProtocolPolicy"] == "redirect-to-https"
        assert each["ResponseHeadersPolicyId"] == {"Ref": "FrontHeaders"}
    assert origin["CustomOriginConfig"]["OriginProtocolPolicy"] == "https-only"
    assert origin["CustomOriginConfig"]["OriginSSLProtocols"] == ["TLSv1.2"]
    assert named["MinimumProtocolVersion"] == "TLSv1.2_2021"


def test_the_api_outlives_every_request_that_the_front_waits_for(config, template):
    (origin,) = config["Origins"]

    timeout_s = template["Resources"]["APIHandler"]["Properties"]["Timeout"]
    assert timeout_s < origin["CustomOriginConfig"]["OriginReadTimeout"]


def test_what_the_front_adds_overrides_nothing_that_the_api_says(template):
    config = template["Resources"]["FrontHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]

    added = config["SecurityHeadersConfig"]
    assert {each["Override"] for each in added.values()} == {False}
    assert set(added) == {
        "ContentTypeOptions", "FrameOptions", "ReferrerPolicy", "StrictTransportSecurity"
    }  # fmt: skip


def test_the_secret_is_made_up_by_the_stack_and_known_to_both_sides(config, template):
    (header,) = config["Origins"][0]["OriginCustomHeaders"]
    secret = template["Resources"]["FrontSecret"]["Properties"]

    assert header == {"HeaderName": "X-Front-Secret", "HeaderValue": SETTINGS["FRONT_SECRET"]}
    assert "SecretString" not in secret
    assert secret["GenerateSecretString"]["PasswordLength"] >= 32


def test_nobodys_requests_are_written_down(config):
    assert "Logging" not in config


def test_the_stack_says_where_people_go_and_where_a_name_must_point(template):
    told = json.dumps(template["Outputs"]["WebUrl"]["Value"])

    assert "WebDomain" in told
    assert "DomainName" in told
    assert template["Outputs"]["FrontDomain"]["Value"] == {"Fn::GetAtt": ["Front", "DomainName"]}
    assert template["Outputs"]["EndpointURL"]
