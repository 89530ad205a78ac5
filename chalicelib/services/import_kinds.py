"""Which importer reads which kind of file."""

from collections.abc import Callable, Mapping
from typing import Final

from chalicelib.domain.campaign import Campaign
from chalicelib.domain.columns import ImportKind
from chalicelib.domain.importing import Import
from chalicelib.services.import_areas import AreaRows
from chalicelib.services.import_base import Importer, Tools
from chalicelib.services.import_people import PersonRows
from chalicelib.services.import_workers import WorkerRows
from chalicelib.services.import_workshops import WorkshopRows

IMPORTERS: Final[Mapping[ImportKind, Callable[[Import, Campaign, Tools], Importer]]] = {
    ImportKind.AREAS: AreaRows,
    ImportKind.WORKERS: WorkerRows,
    ImportKind.BENEFICIARIES: PersonRows,
    ImportKind.WORKSHOPS: WorkshopRows,
}
