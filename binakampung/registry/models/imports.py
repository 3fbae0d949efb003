"""Spreadsheets that came in, and which submission each row became; for sending the same file again."""

from django.db import models


class ImportBatch(models.Model):
    """One imported file."""

    form_id = models.CharField(max_length=100)
    area_code = models.CharField(max_length=10)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    counts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["form_id", "area_code", "-id"])]


class ImportRow(models.Model):
    """Row number `row` of a batch carried submission `instance_id`, whose answers hash to `content_hash`."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE)
    row = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64)
    instance_id = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["batch", "content_hash"])]
