from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class RegistryConfig(AppConfig):
    name = "binakampung.registry"
    label = "registry"

    def ready(self) -> None:
        from binakampung.registry import reporting

        pre_migrate.connect(reporting.before_migrations, sender=self)
        post_migrate.connect(reporting.after_migrations, sender=self)
