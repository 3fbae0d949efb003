"""Territory by official (Kemendagri) codes. A code's prefix is its parent, so scoping is a prefix match.

Health centres, posyandu and offices of religious affairs cut the district their own way, across subdistricts: their
areas are dated sets of villages.
"""

from django.db import models

from binakampung.registry.models.dated import Dated


class AdministrativeArea(models.Model):
    """A province (2 digits), district (4), subdistrict (6) or village (10). Codes are stored without dots."""

    class Kind(models.TextChoices):
        PROVINCE = "province"
        DISTRICT = "district"
        SUBDISTRICT = "subdistrict"
        DESA = "desa"
        KELURAHAN = "kelurahan"

    code = models.CharField(max_length=10, primary_key=True)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=Kind)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.name} ({self.dotted})"

    @property
    def dotted(self) -> str:
        """The code as it is printed: 35.28.05.2004."""
        parts = [self.code[:2], self.code[2:4], self.code[4:6], self.code[6:]]
        return ".".join(part for part in parts if part)

    @property
    def is_village(self) -> bool:
        return len(self.code) == 10


class ServiceArea(models.Model):
    """The working area of a health centre, a posyandu, or an office of religious affairs, by the office's own code."""

    class Kind(models.TextChoices):
        HEALTH_CENTRE = "health_centre"
        POSYANDU = "posyandu"
        RELIGIOUS_OFFICE = "religious_office"

    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=Kind)

    class Meta:
        ordering = ["kind", "name", "pk"]

    def __str__(self) -> str:
        return self.name


class ServiceAreaVillage(Dated):
    """A village belongs to a service area between two days."""

    area = models.ForeignKey(ServiceArea, on_delete=models.PROTECT)
    village = models.ForeignKey(AdministrativeArea, on_delete=models.PROTECT)
