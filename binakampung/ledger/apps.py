from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "binakampung.ledger"
    label = "ledger"
