"""Small facts about this installation."""

from django.db import models


class SiteSetting(models.Model):
    """`base_url` (where phones reach it), `key_check` (which secret sealed this database), `demonstration`."""

    name = models.CharField(max_length=50, primary_key=True)
    value = models.TextField()
