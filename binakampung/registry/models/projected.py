"""What every projected row carries: which submission said it."""

from django.db import models


class Projected(models.Model):
    """A row written by a projection. `id` is derived from the submission and the item, so a replay meets it again."""

    id = models.CharField(max_length=36, primary_key=True)
    source_root = models.CharField(max_length=200, db_index=True)
    source_seq = models.BigIntegerField()
    source_item = models.CharField(max_length=100)

    class Meta:
        abstract = True
