from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "binakampung.ledger"
    label = "ledger"

    def ready(self) -> None:
        import binakampung.ledger.lookups  # noqa: F401 - registers them
