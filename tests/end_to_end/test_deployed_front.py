"""The deployed front: it leads to the deployed API, and the two share a secret."""

import re

import httpx
import pytest

from tests.end_to_end.deployed import STAGE, Deployed


@pytest.fixture(scope="module")
def config(deployed: Deployed):
    front = deployed.client("cloudfront")
    (found,) = front.list_distributions()["DistributionList"]["Items"]
    assert found["DomainName"] == deployed.outputs["FrontDomain"]
    return front.get_distribution_config(Id=found["Id"])["DistributionConfig"]


def test_the_front_leads_to_the_deployed_api_and_its_address_is_told(deployed: Deployed, config):
    (origin,) = config["Origins"]["Items"]

    assert origin["DomainName"].startswith(f"{deployed.outputs['RestAPIId']}.execute-api.")
    assert deployed.outputs["WebUrl"] == f"https://{deployed.outputs['FrontDomain']}"


def test_the_secret_that_the_front_sends_is_the_one_that_the_api_knows(deployed: Deployed, config):
    (header,) = config["Origins"]["Items"][0]["CustomHeaders"]["Items"]
    function = deployed.client("lambda").get_function_configuration(
        FunctionName=f"sampark-{STAGE}-api"
    )

    secret = function["Environment"]["Variables"]["FRONT_SECRET"]
    assert header == {"HeaderName": "X-Front-Secret", "HeaderValue": secret}
    assert len(secret) == 40


def test_the_deployed_api_serves_a_page_and_every_file_that_it_names(deployed: Deployed):
    with httpx.Client(base_url=f"{deployed.api}/", timeout=60) as browser:
        page = browser.get("withdraw").raise_for_status()
        files = re.findall(r'(?:src|href)="(assets/[^"]+)"', page.text)

        assert len(files) > 10
        for name in files:
            answer = browser.get(name).raise_for_status()
            assert "immutable" in answer.headers["cache-control"]
