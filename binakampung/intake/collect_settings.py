"""The settings QR that ODK Collect scans: zlib-compressed JSON in base64, as Collect's own configurer writes it."""

from __future__ import annotations

import base64
import json
import zlib

import segno


def settings_qr(url: str, project: str) -> segno.QRCode:
    """A QR code that points Collect at a server address which carries the device's key."""
    settings = {
        "general": {"server_url": url, "form_update_mode": "match_exactly", "autosend": "wifi_and_cellular"},
        "admin": {},
        "project": {"name": project},
    }
    packed = base64.b64encode(zlib.compress(json.dumps(settings).encode())).decode()
    return segno.make(packed, error="l")
