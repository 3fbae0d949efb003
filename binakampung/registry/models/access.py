"""Keys that phones carry: one a device, revocable, kept only as a hash."""

from django.db import models

from binakampung.registry.models.workers import User


class DeviceToken(models.Model):
    """A device's right to speak for a worker. The token itself is shown once and never stored."""

    token_hash = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT)
    label = models.CharField(max_length=200, blank=True)
    device_id = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
