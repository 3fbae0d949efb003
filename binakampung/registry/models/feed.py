"""The change feed that phones follow: a number given under one lock at the end of each writing transaction."""

from django.db import models


class FeedCounter(models.Model):
    """One row. Whoever writes something a phone can see takes the next number and holds the row until commit,
    so that numbers become visible in their order."""

    value = models.BigIntegerField(default=0)


class Tombstone(models.Model):
    """Something a phone held and must forget."""

    kind = models.CharField(max_length=20)
    ref = models.CharField(max_length=36)
    area_code = models.CharField(max_length=10)
    feed = models.BigIntegerField(db_index=True)
