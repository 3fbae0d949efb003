"""Spreadsheets that came in, and what files last said of each submission; for sending the same file again."""

from django.db import models


class ImportBatch(models.Model):
    """One imported file. `title` is what its name said (the survey), where the form asks for it."""

    form_id = models.CharField(max_length=100)
    area_code = models.CharField(max_length=10)
    title = models.CharField(max_length=100, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    counts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["form_id", "area_code", "-id"])]


class ImportedRecord(models.Model):
    """What files last said of one chain of submissions: the hash of the answers, and of what identifies it."""

    root_id = models.CharField(max_length=200, unique=True)
    form_id = models.CharField(max_length=100)
    area_code = models.CharField(max_length=10)
    title = models.CharField(max_length=100, blank=True)
    content_hash = models.CharField(max_length=32)
    key_hash = models.CharField(max_length=32, blank=True)
    instance_id = models.CharField(max_length=200)

    class Meta:
        indexes = [
            models.Index(fields=["form_id", "area_code", "content_hash"], name="imported_content"),
            models.Index(
                fields=["form_id", "area_code", "key_hash"], name="imported_key", condition=~models.Q(key_hash="")
            ),
        ]


class ImportRow(models.Model):
    """The `position`-th row (from 0) of a batch spoke of a record."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE)
    position = models.PositiveIntegerField()
    record = models.ForeignKey(ImportedRecord, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "position"], name="one_row_a_position")]
