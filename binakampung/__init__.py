"""Bina Kampung: the open information system of a Kampung Keluarga Berkualitas programme."""

__version__ = "0.1.0"
