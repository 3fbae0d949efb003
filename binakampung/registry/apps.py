from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "binakampung.registry"
    label = "registry"
