"""The embedded system: emulator, resources from the template, seed, pumps and servers, in order."""

import json
import os
import threading
from typing import Any

import boto3

from app import app
from chalicelib import wiring
from chalicelib.domain.campaign import Campaign
from chalicelib.entry import queues, streams, timers
from infra import stack
from infra.local import gateway, pumps, seed
from infra.local.demo_people import CONFIRM_NUMBER, WITHDRAW_NUMBER
from infra.local.emulator import CREDENTIALS, Emulator
from infra.local.places import REGION, ROOT, CannotStart, Places
from infra.local.practice_network import PracticeNetwork
from infra.local.seed import Seeded

STACK = "sampark-embedded"
RESOURCES = ROOT / "infra" / "resources.yaml"
RECONCILE_EVERY_S = 10
RELEASE_EVERY_S = 1
TEND_EVERY_S = 60
METRICS_EVERY_S = 10
RETIRE_EVERY_S = 60
REELS_EVERY_S = 60
COUNT_EVERY_S = 10.0
TOKEN_REFRESH_S = 20 * 60
ROLES = ("worker", "worker_elsewhere", "moderator", "moderator_2", "convener", "admin", "admin_2")


class System:
    """Everything that `make run` runs."""

    def __init__(self, at: Places) -> None:
        self._at = at
        self._emulator = Emulator(at)
        self._pumps: list[pumps.Pump] = []
        self._server: Any = None
        self._practice: PracticeNetwork | None = None
        self._seeded: Seeded | None = None
        self._outputs: dict[str, str] = {}
        self._ended = threading.Event()
        self.info: dict[str, Any] = {}

    def start(self) -> None:
        """Start everything; on failure stop what was started and raise."""
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def _start(self) -> None:
        self._emulator.start()
        os.environ.update(self._aws_environment())
        self._outputs = self._make_resources()
        os.environ.update(self._settings())
        self._start_practice()
        self._seeded = self._find_or_seed()
        self._start_pumps()
        self._start_server()
        self._write_info()
        threading.Thread(target=self._keep_tokens_fresh, daemon=True).start()

    def _aws_environment(self) -> dict[str, str]:
        return {
            **CREDENTIALS,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ENDPOINT_URL": self._at.aws,
            "AWS_EC2_METADATA_DISABLED": "true",
            "POWERTOOLS_TRACE_DISABLED": "true",
        }

    def _make_resources(self) -> dict[str, str]:
        try:
            return stack.deploy(
                boto3.client("cloudformation"),
                name=STACK,
                template_body=RESOURCES.read_text(encoding="utf-8"),
                parameters={"Stage": "embedded", "WebOrigin": self._at.api},
                poll_seconds=0.1,
            )
        except stack.StackFailed as error:
            raise CannotStart(f"The template could not be deployed. {error}") from None

    def _settings(self) -> dict[str, str]:
        pool = self._outputs["UserPoolId"]
        return {
            **stack.environment(self._outputs),
            "STAGE": "embedded",
            "JWKS_URL": f"{self._at.aws}/{pool}/.well-known/jwks.json",
            "COGNITO_URL": self._at.aws,
            "UPLOADS_ORIGIN": self._at.aws,
            "ALLOW_LOOPBACK_CHANNELS": "1",
        }

    def _start_practice(self) -> None:
        folder = self._at.folder / "practice"
        self._practice = PracticeNetwork(folder, port=self._at.practice_port)
        self._practice.start()

    def _find_or_seed(self) -> Seeded:
        assert self._practice is not None
        path = self._at.folder / "demo.json"
        tools = wiring.current()
        known = self._known_seed()
        if known is None:
            known = seed.seed(
                tools.records, tools.phones, boto3.client("cognito-idp"),
                self._outputs["UserPoolId"], self._practice.base_url,
            )  # fmt: skip
            known.save(path)
        seed.refresh_days(tools.records, known, tools.clock.now())
        seed.refresh_practice_channel(tools.records, known, self._practice.base_url)
        return known

    def _known_seed(self) -> Seeded | None:
        """Return the earlier seed if its file and its rows are both there."""
        path = self._at.folder / "demo.json"
        if not path.exists():
            return None
        try:
            known = Seeded.load(path)
        except (ValueError, KeyError, TypeError):
            raise CannotStart(f"{path} is damaged. Start afresh: make run FRESH=1") from None
        found = wiring.current().records.find(Campaign, known.campaign_id)
        return known if found is not None else None

    def _start_pumps(self) -> None:
        out = self._outputs
        for name, handler, batch in (
            ("Photo", queues.process_photo, 1),
            ("Video", queues.process_video, 1),
            ("Verify", queues.verify, 10),
            ("Publish", queues.publish, 1),
            ("Import", queues.process_import, 1),
            ("Compose", queues.compose, 1),
            ("Deliver", queues.deliver, 1),
        ):
            url = out[f"{name}QueueUrl"]
            arn = f"arn:aws:sqs:{REGION}:000000000000:{url.rsplit('/', 1)[-1]}"
            pump = pumps.queue_pump(name, boto3.client("sqs"), url, arn, batch, handler)
            self._pumps.append(pump)
        arn = out["RecordsStreamArn"]
        self._pumps += [
            pumps.stream_pump("relay", _reader(arn), arn, streams.relay_records),
            pumps.stream_pump("count", _reader(arn), arn, streams.count_progress, COUNT_EVERY_S),
            pumps.timer_pump("reconcile", RECONCILE_EVERY_S, timers.reconcile),
            pumps.timer_pump("retire-data", RETIRE_EVERY_S, timers.retire_data),
            pumps.timer_pump("make-reels", REELS_EVERY_S, timers.make_reels),
            pumps.timer_pump("release-slots", RELEASE_EVERY_S, timers.release_slots),
            pumps.timer_pump("daily-digest", REELS_EVERY_S, timers.daily_digest),
            pumps.timer_pump("collect-metrics", METRICS_EVERY_S, timers.collect_metrics),
            pumps.timer_pump("tend-connections", TEND_EVERY_S, timers.tend_connections),
        ]
        for pump in self._pumps:
            pump.start()

    def _start_server(self) -> None:
        self._server = gateway.server(app, self._at.port)
        threading.Thread(target=self._server.server.serve_forever, daemon=True).start()

    def _write_info(self) -> None:
        assert self._seeded is not None
        assert self._practice is not None
        # What was seeded by an earlier version may lack a sign-in.
        roles = [role for role in ROLES if role in self._seeded.usernames]
        tokens = {role: self._token(self._seeded.usernames[role]) for role in roles}
        self.info = {
            "api": self._at.api,
            "console": f"{self._at.api}/console",
            "field": f"{self._at.api}/field",
            "explain": f"{self._at.api}/explain",
            "registry": f"{self._at.api}/registry",
            "withdraw": f"{self._at.api}/withdraw",
            "practice": self._practice.base_url,
            "aws_endpoint": self._at.aws,
            "campaign_id": self._seeded.campaign_id,
            "booths": list(self._seeded.booths),
            "hooks": {"exotel": f"{self._at.api}/v1/hooks/calls/exotel/{self._seeded.hook_token}"},
            "numbers": {"confirm": CONFIRM_NUMBER, "withdraw": WITHDRAW_NUMBER},
            "users": {
                role: {
                    "user_id": self._seeded.user_ids[role],
                    "token": tokens[role],
                    "username": self._seeded.usernames[role],
                    "password": self._seeded.password,
                }
                for role in roles
            },
        }
        fresh = self._at.info.with_suffix(".new")
        fresh.write_text(json.dumps(self.info, ensure_ascii=False, indent=1))
        fresh.chmod(0o600)
        fresh.replace(self._at.info)

    def _token(self, username: str) -> str:
        assert self._seeded is not None
        answer = boto3.client("cognito-idp").initiate_auth(
            AuthFlow="USER_PASSWORD_AUTH",
            ClientId=self._outputs["UserPoolClientId"],
            AuthParameters={"USERNAME": username, "PASSWORD": self._seeded.password},
        )
        return str(answer["AuthenticationResult"]["AccessToken"])

    def _keep_tokens_fresh(self) -> None:
        while not self._ended.wait(TOKEN_REFRESH_S):
            self._write_info()

    @property
    def password(self) -> str:
        """The demo sign-ins' password."""
        assert self._seeded is not None
        return self._seeded.password

    def sign_ins(self) -> list[tuple[str, str, str]]:
        """Return (role, user name, where) for every demo sign-in."""
        assert self._seeded is not None
        number_of_booths = len(self._seeded.booths)
        where = {"worker": "booth 1", "worker_elsewhere": f"booth {number_of_booths}"}
        wide = {"admin": "state", "admin_2": "state"}
        return [
            (role, name, where.get(role) or wide.get(role) or _place(role))
            for role, name in self._seeded.usernames.items()
        ]

    def stop(self) -> None:
        """Stop in the order that loses nothing: intake first, the store last."""
        self._ended.set()
        self._at.info.unlink(missing_ok=True)
        if self._server is not None:
            self._server.server.shutdown()
            self._server.server.server_close()
        self.rest()
        if self._practice is not None:
            self._practice.stop()
        self._emulator.stop()

    def rest(self) -> None:
        """Stop what works on queues, the stream and timers; calls go on being answered."""
        for pump in self._pumps:
            pump.stop()
        for pump in self._pumps:
            pump.join(timeout=30)


def _reader(arn: str) -> pumps.StreamReader:
    return pumps.StreamReader(boto3.client("dynamodbstreams"), arn, batch=1000)


def _place(role: str) -> str:
    return f"booth {role.removeprefix('worker_')}" if role.startswith("worker_") else "constituency"
