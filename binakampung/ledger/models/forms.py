"""Published form versions: what phones were given, kept for ever."""

from django.db import models


class FormVersion(models.Model):
    """One published version of an XLSForm: its source, the XForm made from it, and what the door needs to know."""

    form_id = models.CharField(max_length=100)
    version = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    source_name = models.CharField(max_length=100)
    source = models.BinaryField()
    xform = models.BinaryField()
    md5 = models.CharField(max_length=32)
    # The questions as a tree (binakampung.domain.forms.FormSchema), for reading, exporting and templates.
    schema = models.JSONField()
    # File names that the form looks up (children.csv), in a stable order.
    media = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    accepting = models.BooleanField(default=True)
    offered = models.BooleanField(default=True)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=150)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form_id", "version"], name="one_form_a_version")]


class FormMedia(models.Model):
    """A file that an office published beside a form version (a choice list, a picture). Kept like the form itself."""

    form = models.ForeignKey(FormVersion, on_delete=models.PROTECT)
    filename = models.CharField(max_length=200)
    content = models.BinaryField()
    content_type = models.CharField(max_length=100)
    md5 = models.CharField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "filename"], name="one_media_a_name")]
