"""The overlay that `chalice package --merge-template` lays over Chalice's own template.

The merge descends into objects with the same keys and lets ours win, so everything here names only
what Chalice leaves out or gets wrong.
"""

from typing import Final

from chalicelib.settings import MOST_UNDO_S
from infra import front
from infra.events import Template, ref
from infra.functions import FUNCTIONS, Function
from infra.gateway import GATEWAY_RESPONSES
from infra.variables import SETTINGS

ARCHITECTURE: Final = "x86_64"  # the bundled ffmpeg and every pinned wheel are built for it

PARAMETERS: Final[Template] = {
    "ApiReservedConcurrency": {
        "Type": "Number",
        "Default": 0,
        "MinValue": 0,
        "Description": "Concurrent API requests kept free of all other functions; 0 reserves none.",
    },
    "UndoSeconds": {
        "Type": "Number",
        "Default": 30,
        "MinValue": 1,
        "MaxValue": MOST_UNDO_S,
        "Description": "How long a moderator can take a decision back, before anything follows.",
    },
    "AllowLoopbackChannels": {
        "Type": "String",
        "Default": "0",
        "AllowedValues": ["0", "1"],
        "Description": "1 lets channels post to this machine: for practice channels only.",
    },
    "AwsEndpointUrl": {
        "Type": "String",
        "Default": "",
        "Description": "Where an emulator answers in place of AWS; empty on AWS.",
    },
}
CONDITIONS: Final[Template] = {
    "HasApiReservedConcurrency": {
        "Fn::Not": [{"Fn::Equals": [ref("ApiReservedConcurrency"), 0]}],
    },
    "HasAwsEndpointUrl": {"Fn::Not": [{"Fn::Equals": [ref("AwsEndpointUrl"), ""]}]},
}


def overlay() -> dict[str, Template]:
    """What is merged over Chalice's own template, the resources file aside."""
    return {
        "Parameters": {**PARAMETERS, **front.PARAMETERS},
        "Conditions": {**CONDITIONS, **front.CONDITIONS},
        "Outputs": front.OUTPUTS,
        "Resources": {
            **{each.resource: {"Properties": _properties(each)} for each in FUNCTIONS},
            **{_log_group(each): {"Properties": _log_name(each)} for each in FUNCTIONS},
            "RestAPI": {
                "Properties": {
                    "TracingEnabled": True,
                    # Saying so keeps SAM from adding a second stage that is called "Stage".
                    "OpenApiVersion": "2.0",
                    # Inside the definition, since SAM redeploys the API only when that changes.
                    "DefinitionBody": {"x-amazon-apigateway-gateway-responses": GATEWAY_RESPONSES},
                }
            },
            **front.RESOURCES,
        },
    }


def _log_group(function: Function) -> str:
    """The logical id of a function's log group; Chalice renames the API's function, not its."""
    return (
        "ApiHandlerLogGroup"
        if function.resource == "APIHandler"
        else f"{function.resource}LogGroup"
    )


def _log_name(function: Function) -> Template:
    """The group's name without a reference: Chalice's own points at the API's former name."""
    return {"LogGroupName": {"Fn::Sub": f"/aws/lambda/sampark-${{Stage}}-{function.name}"}}


def _properties(function: Function) -> Template:
    """The part of one function's properties that Chalice cannot know."""
    events: Template = (
        {
            "Events": {
                f"{function.resource}{function.event}": {"Properties": function.event_properties}
            }
        }
        if function.event
        else {}
    )
    return {
        # A name known beforehand lets the role name its own log group and nobody else's.
        "FunctionName": {"Fn::Sub": f"sampark-${{Stage}}-{function.name}"},
        "MemorySize": function.memory_mb,
        "Timeout": function.timeout_s,
        "EphemeralStorage": {"Size": function.disk_mb},
        "Architectures": [ARCHITECTURE],
        "Tracing": "Active",
        "Environment": {"Variables": {name: SETTINGS[name] for name in function.settings}},
        **events,
        **function.properties,
    }
