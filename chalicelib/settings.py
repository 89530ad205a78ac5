"""The only reader of the environment: parsed once, frozen, refusing to start half-configured."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

MOST_SHARDS = 256
MOST_UNDO_S = 300  # what waits to be scheduled is looked for after ten minutes


class SettingsIncomplete(Exception):
    """Names every missing or malformed setting at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How this process is configured. Empty text means: this function was not given it."""

    stage: str
    region: str
    records_table: str = ""
    uploads_bucket: str = ""
    derivatives_bucket: str = ""
    photo_queue_url: str = ""
    video_queue_url: str = ""
    verify_queue_url: str = ""
    publish_queue_url: str = ""
    import_queue_url: str = ""
    compose_queue_url: str = ""
    deliver_queue_url: str = ""
    data_key: str = ""
    user_pool_id: str = ""
    user_pool_client_id: str = ""
    token_issuer: str = ""
    jwks_url: str = ""
    cognito_url: str = ""
    uploads_origin: str = ""
    list_shards: int = 4
    undo_seconds: int = 30
    allow_loopback_channels: bool = False
    front_secret: str = field(default="", repr=False)

    @classmethod
    def from_mapping(cls, values: Mapping[str, str]) -> "Settings":
        """Parse and check everything at once; the error lists every missing or malformed name."""
        region = values.get("AWS_REGION") or values.get("AWS_DEFAULT_REGION") or ""
        pool = values.get("USER_POOL_ID", "")
        home = f"https://cognito-idp.{region}.amazonaws.com"
        problems = [] if region else ["AWS_REGION is missing"]
        if not values.get("STAGE"):
            problems.append("STAGE is missing")
        shards = _number(values, "LIST_SHARDS", 4, MOST_SHARDS, problems)
        undo = _number(values, "UNDO_SECONDS", 30, MOST_UNDO_S, problems)
        loopback = _switch(values, "ALLOW_LOOPBACK_CHANNELS", problems)
        if problems:
            raise SettingsIncomplete("; ".join(problems))
        return cls(
            stage=values["STAGE"],
            region=region,
            records_table=values.get("RECORDS_TABLE", ""),
            uploads_bucket=values.get("UPLOADS_BUCKET", ""),
            derivatives_bucket=values.get("DERIVATIVES_BUCKET", ""),
            photo_queue_url=values.get("PHOTO_QUEUE_URL", ""),
            video_queue_url=values.get("VIDEO_QUEUE_URL", ""),
            verify_queue_url=values.get("VERIFY_QUEUE_URL", ""),
            publish_queue_url=values.get("PUBLISH_QUEUE_URL", ""),
            import_queue_url=values.get("IMPORT_QUEUE_URL", ""),
            compose_queue_url=values.get("COMPOSE_QUEUE_URL", ""),
            deliver_queue_url=values.get("DELIVER_QUEUE_URL", ""),
            data_key=values.get("DATA_KEY", ""),
            user_pool_id=pool,
            user_pool_client_id=values.get("USER_POOL_CLIENT_ID", ""),
            token_issuer=values.get("TOKEN_ISSUER") or f"{home}/{pool}",
            jwks_url=values.get("JWKS_URL") or f"{home}/{pool}/.well-known/jwks.json",
            cognito_url=values.get("COGNITO_URL") or home,
            uploads_origin=values.get("UPLOADS_ORIGIN") or f"https://*.s3.{region}.amazonaws.com",
            list_shards=shards,
            undo_seconds=undo,
            allow_loopback_channels=loopback,
            front_secret=values.get("FRONT_SECRET", ""),
        )

    def need(self, *names: str) -> "Settings":
        """Return self; raise SettingsIncomplete naming each of `names` that is empty."""
        missing = [f"{name.upper()} is missing" for name in names if not getattr(self, name)]
        if missing:
            raise SettingsIncomplete("; ".join(missing))
        return self


def _number(
    values: Mapping[str, str], name: str, default: int, most: int, problems: list[str]
) -> int:
    text = values.get(name) or str(default)
    if text.isdecimal() and 1 <= int(text) <= most:
        return int(text)
    problems.append(f"{name} must be a whole number from 1 to {most}")
    return default


def _switch(values: Mapping[str, str], name: str, problems: list[str]) -> bool:
    text = values.get(name) or "0"
    if text not in {"0", "1"}:
        problems.append(f"{name} must be 0 or 1")
    return text == "1"


@lru_cache(maxsize=1)
def current() -> Settings:
    """Return this process's settings; raise SettingsIncomplete."""
    return Settings.from_mapping(os.environ)
