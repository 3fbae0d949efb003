"""Family accompaniment teams (TPK): a midwife, a PKK cadre and a family-planning cadre who share their villages."""

from __future__ import annotations

from django.db import models

from binakampung.registry.models.areas import AdministrativeArea
from binakampung.registry.models.dated import Dated
from binakampung.registry.models.workers import User


class Team(models.Model):
    """A team as the district numbers it. Its villages and members are dated."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=100)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class TeamVillage(Dated):
    """A team looks after a village between two days."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT)
    village = models.ForeignKey(AdministrativeArea, on_delete=models.PROTECT)


class TeamMember(Dated):
    """A worker belongs to a team between two days, and looks after its villages meanwhile."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT)
    user = models.ForeignKey(User, on_delete=models.PROTECT)
