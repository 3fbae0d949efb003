"""The current truth in relational tables. Only `registry/projections` writes the projected ones."""

from binakampung.registry.models.access import DeviceToken
from binakampung.registry.models.account_imports import AccountImport, AccountImportRow
from binakampung.registry.models.areas import AdministrativeArea, ServiceArea, ServiceAreaVillage
from binakampung.registry.models.duplicates import PossibleDuplicate
from binakampung.registry.models.families import Dwelling, Family, FamilyMembership, Person
from binakampung.registry.models.feed import FeedCounter, Tombstone
from binakampung.registry.models.growth import GrowthAssessment, GrowthMeasurement, SurveyMeasurement
from binakampung.registry.models.imports import ImportBatch, ImportedRecord, ImportRow, ImportRun
from binakampung.registry.models.quality_villages import QualityVillage
from binakampung.registry.models.reads import ReadRow
from binakampung.registry.models.risk import FamilyRisk, RiskRun, RiskRunFamily
from binakampung.registry.models.site import SiteSetting
from binakampung.registry.models.statements import Statement, Voided
from binakampung.registry.models.tasks import Task
from binakampung.registry.models.teams import Team, TeamMember, TeamVillage
from binakampung.registry.models.visits import HomeVisit
from binakampung.registry.models.waiting import WaitingItem
from binakampung.registry.models.workers import Assignment, AuditRow, BrowserSession, User

__all__ = [
    "AccountImport",
    "AccountImportRow",
    "AdministrativeArea",
    "Assignment",
    "AuditRow",
    "BrowserSession",
    "DeviceToken",
    "Dwelling",
    "Family",
    "FamilyMembership",
    "FamilyRisk",
    "FeedCounter",
    "GrowthAssessment",
    "GrowthMeasurement",
    "HomeVisit",
    "ImportBatch",
    "ImportRow",
    "ImportRun",
    "ImportedRecord",
    "Person",
    "PossibleDuplicate",
    "QualityVillage",
    "ReadRow",
    "RiskRun",
    "RiskRunFamily",
    "ServiceArea",
    "ServiceAreaVillage",
    "SiteSetting",
    "Statement",
    "SurveyMeasurement",
    "Task",
    "Team",
    "TeamMember",
    "TeamVillage",
    "Tombstone",
    "User",
    "Voided",
    "WaitingItem",
]
