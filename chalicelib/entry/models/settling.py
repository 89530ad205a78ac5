"""A person's answer for a post of which its network does not tell."""

from typing import Annotated

from pydantic import Field

from chalicelib.domain.takedowns import MOST_NOTE_CHARACTERS
from chalicelib.entry.models.common import FreeText, Model
from chalicelib.services.settling_by_hand import MOST_LINK_CHARACTERS, Outcome, Sighting


class SettleRequest(Model):
    """What she saw when she looked on the network."""

    outcome: Outcome
    permalink: Annotated[str, Field(max_length=MOST_LINK_CHARACTERS)] | None = None
    note: Annotated[FreeText, Field(max_length=MOST_NOTE_CHARACTERS)] = ""

    def sighting(self) -> Sighting:
        """Return it as the service knows it."""
        return Sighting(outcome=self.outcome, permalink=self.permalink, note=self.note)
