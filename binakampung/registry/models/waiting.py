"""Items that arrived before what they speak of."""

from django.db import models

from binakampung.registry.models.projected import Projected


class WaitingItem(Projected):
    """An item held by name. `keys` are what would release it: `person:<id>`, `name:<village>:<folded name>`."""

    village = models.CharField(max_length=10, db_index=True)
    key = models.CharField(max_length=300, db_index=True)
    label = models.CharField(max_length=200)
    problem = models.CharField(max_length=50)
