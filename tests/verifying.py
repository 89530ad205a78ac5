"""What one verification needs, in memory."""

from chalicelib.ports import Clock, NewId, Vault
from chalicelib.services.remembering import Remembered
from chalicelib.services.verification import Tools
from tests.fakes import FakeRecords, FakeVault


def verify_tools(
    records: FakeRecords, clock: Clock, new_id: NewId, vault: Vault | None = None
) -> Tools:
    """Return the tools around these rows."""
    return Tools(
        records=records, clock=clock, new_id=new_id, vault=vault or FakeVault(),
        campaigns=Remembered(clock=clock),
    )  # fmt: skip
