"""A tender's tables, in reading order."""

from procurement.models.attachment import Attachment
from procurement.models.item import TenderItem
from procurement.models.lot import AwardMethod, Lot
from procurement.models.revision import Revision
from procurement.models.section import Section
from procurement.models.tender import ContractNature, Procedure, Tender, TenderState

__all__ = [
    "Attachment",
    "AwardMethod",
    "ContractNature",
    "Lot",
    "Procedure",
    "Revision",
    "Section",
    "Tender",
    "TenderItem",
    "TenderState",
]
