"""Items that arrived before what they speak of."""

from django.db import models

from binakampung.registry.models.projected import Projected


class WaitingItem(Projected):
    """An item held by name. `key` is what would release it: `person:<id>` or `name:<village>:<folded name>`.

    An item that gives an id and a name waits for both: `other_key` is the id's.
    """

    village = models.CharField(max_length=10, db_index=True)
    key = models.CharField(max_length=300, db_index=True)
    other_key = models.CharField(max_length=300, blank=True, db_index=True)
    label = models.CharField(max_length=200)
    problem = models.CharField(max_length=50)
