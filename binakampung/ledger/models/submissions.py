"""What arrived: the envelope (never changed), its payload (sealed, may only be redacted), its files."""

from django.db import models


class Submission(models.Model):
    """One received submission. Rows are never updated or deleted; a trigger in the database refuses both."""

    seq = models.BigAutoField(primary_key=True)
    instance_id = models.CharField(max_length=200, unique=True)
    # The first submission of a chain of edits, and the one that this edit replaces (unique: one edit of each).
    root_id = models.CharField(max_length=200, db_index=True)
    supersedes = models.CharField(max_length=200, null=True, unique=True)
    form_id = models.CharField(max_length=100)
    form_version = models.CharField(max_length=100)
    channel = models.CharField(max_length=20)
    submitted_by = models.CharField(max_length=150)
    # The areas that the sender could speak about when this arrived: replay sees what was seen then.
    scope = models.JSONField()
    device_id = models.CharField(max_length=200, blank=True)
    area_code = models.CharField(max_length=10, blank=True)
    observed_at = models.DateTimeField(null=True)
    observed_at_corrected = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["form_id", "seq"]),
            models.Index(fields=["device_id", "seq"]),
            models.Index(fields=["area_code", "seq"]),
        ]


class Payload(models.Model):
    """The sealed bytes as they arrived, and the same answers as sealed JSON for reading many of them quickly."""

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, primary_key=True)
    media_type = models.CharField(max_length=50)
    body = models.BinaryField()
    content = models.BinaryField()
    redacted = models.BooleanField(default=False)


class Attachment(models.Model):
    """A file sent with a submission, sealed. The same name twice for one submission keeps the first."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT)
    filename = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    body = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "filename"], name="one_file_a_name")]
