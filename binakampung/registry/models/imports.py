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
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=150, blank=True)

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
    # The import that made it was undone: its id stays used, but no row is compared with it any more.
    undone = models.BooleanField(default=False)

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


class ImportRun(models.Model):
    """Work on a file that goes on beside the page that asked for it: a trial, an import, or the undoing of one.

    `state`: waiting, running, done, failed, stopped. `total` is 0 while the file is read. `stop` asks it to end after
    the piece that it is at. `result` is what the page shows when it is done, `message` why it failed.
    """

    by = models.CharField(max_length=150)
    form_id = models.CharField(max_length=100)
    act = models.CharField(max_length=10)  # try, import or undo
    ticket = models.CharField(max_length=40, blank=True)
    wanted = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default="waiting")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    stop = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    told_at = models.DateTimeField()
    result = models.JSONField(null=True)
    message = models.TextField(blank=True)
    batch = models.ForeignKey(ImportBatch, null=True, on_delete=models.CASCADE)
