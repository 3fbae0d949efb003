"""The append-only record of what arrived."""

from binakampung.ledger.models.forms import FormMedia, FormVersion
from binakampung.ledger.models.processing import Processing, Subject
from binakampung.ledger.models.submissions import Attachment, Payload, Submission

__all__ = ["Attachment", "FormMedia", "FormVersion", "Payload", "Processing", "Subject", "Submission"]
