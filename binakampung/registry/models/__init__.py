"""The current truth in relational tables. Only `registry/projections` writes the projected ones."""

from binakampung.registry.models.access import DeviceToken
from binakampung.registry.models.areas import AdministrativeArea
from binakampung.registry.models.families import Dwelling, Family, FamilyMembership, Person
from binakampung.registry.models.feed import FeedCounter, Tombstone
from binakampung.registry.models.growth import GrowthAssessment, GrowthMeasurement, SurveyMeasurement
from binakampung.registry.models.imports import ImportBatch, ImportedRecord, ImportRow
from binakampung.registry.models.site import SiteSetting
from binakampung.registry.models.statements import Statement, Voided
from binakampung.registry.models.tasks import Task
from binakampung.registry.models.visits import HomeVisit
from binakampung.registry.models.waiting import WaitingItem
from binakampung.registry.models.workers import Assignment, AuditRow, User

__all__ = [
    "AdministrativeArea",
    "Assignment",
    "AuditRow",
    "DeviceToken",
    "Dwelling",
    "Family",
    "FamilyMembership",
    "FeedCounter",
    "GrowthAssessment",
    "GrowthMeasurement",
    "HomeVisit",
    "ImportBatch",
    "ImportRow",
    "ImportedRecord",
    "Person",
    "SiteSetting",
    "Statement",
    "SurveyMeasurement",
    "Task",
    "Tombstone",
    "User",
    "Voided",
    "WaitingItem",
]
