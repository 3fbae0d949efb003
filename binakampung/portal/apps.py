from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "binakampung.portal"
    label = "portal"
