"""Small facts about this installation."""

from django.db import models


class SiteSetting(models.Model):
    """One fact by its name.

    `base_url` (where phones reach it), `key_check` (which secret sealed this database), `demonstration` (is its data
    invented), `demonstration_loading` (percent loaded, while it is not whole), `demonstration_plan`,
    `demonstration_done` (what is to be loaded, and how many villages of it are there).
    """

    name = models.CharField(max_length=50, primary_key=True)
    value = models.TextField()
