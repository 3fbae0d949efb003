"""Codes of the machinery in words for people."""

from __future__ import annotations

from binakampung.portal.words import phrase

ROLE_NAMES = {
    "cadre": phrase("Kader"),
    "midwife": phrase("Bidan"),
    "field_officer": phrase("Penyuluh KB (PLKB)"),
    "village": phrase("Desa / Pokja Kampung KB"),
    "subdistrict": phrase("Kecamatan"),
    "district": phrase("Kabupaten"),
    "technician": phrase("Teknisi"),
    "nobody": phrase("Tamu"),
}
