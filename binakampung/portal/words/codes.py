"""Codes of the machinery in words for people, each with a tone (colour) and a picture beside it."""

from __future__ import annotations

from dataclasses import dataclass

from binakampung.portal.words import phrase

ROLE_NAMES = {
    "cadre": phrase("Kader"),
    "team_midwife": phrase("TPK: bidan"),
    "team_pkk": phrase("TPK: kader PKK"),
    "team_cadre": phrase("TPK: kader KB"),
    "midwife": phrase("Bidan / petugas puskesmas"),
    "field_officer": phrase("Penyuluh KB (PLKB)"),
    "village": phrase("Desa / Pokja Kampung KB"),
    "subdistrict": phrase("Kantor kecamatan"),
    "coordinator": phrase("Koordinator kecamatan"),
    "sector": phrase("Penghubung OPD"),
    "district": phrase("Operator kabupaten"),
    "province": phrase("Provinsi"),
    "technician": phrase("Teknisi"),
    "nobody": phrase("Tamu"),
}
KIND_NAMES = {
    "province": phrase("Provinsi"),
    "district": phrase("Kabupaten"),
    "subdistrict": phrase("Kecamatan"),
    "desa": phrase("Desa"),
    "kelurahan": phrase("Kelurahan"),
}
QUALITY_CLASSES = {
    "dasar": phrase("Dasar"),
    "berkembang": phrase("Berkembang"),
    "mandiri": phrase("Mandiri"),
    "berkelanjutan": phrase("Berkelanjutan"),
}
ACTS = {
    "add_worker": phrase("Akun dibuat"),
    "assign": phrase("Wilayah diberikan"),
    "end_assignment": phrase("Tugas diakhiri"),
    "reopen_assignment": phrase("Akhir tugas dibatalkan"),
    "withdraw_assignment": phrase("Tugas yang belum mulai dicabut"),
    "join_team": phrase("Masuk tim"),
    "end_membership": phrase("Keluar dari tim"),
    "hand_over": phrase("Semua tugas diserahkan"),
    "undo_hand_over": phrase("Serah terima dibatalkan"),
    "issue_device_token": phrase("Kunci telepon dibuat"),
    "revoke_device_token": phrase("Kunci telepon dicabut"),
    "give_first_password": phrase("Sandi pertama dibuat"),
    "set_password": phrase("Sandi diganti"),
    "set_up_second_factor": phrase("Langkah kedua disiapkan"),
    "use_recovery_code": phrase("Kode cadangan dipakai"),
    "remove_second_factor": phrase("Langkah kedua dihapus"),
    "deactivate": phrase("Akun ditutup"),
    "reactivate": phrase("Akun dibuka lagi"),
}
SERVICE_AREA_NAMES = {
    "health_centre": phrase("Puskesmas"),
    "posyandu": phrase("Posyandu"),
    "religious_office": phrase("KUA"),
}
CHANNEL_NAMES = {
    "openrosa": phrase("ODK Collect"),
    "sync": phrase("Aplikasi lapangan"),
    "spreadsheet": phrase("Lembar kerja"),
    "web": phrase("Halaman web"),
    "system": phrase("Sistem"),
}
SEX_NAMES = {"male": phrase("Laki-laki"), "female": phrase("Perempuan")}
RELATIONSHIP_NAMES = {
    "head": phrase("Kepala keluarga"),
    "spouse": phrase("Istri/suami"),
    "child": phrase("Anak"),
    "other": phrase("Lainnya"),
}


@dataclass(frozen=True, slots=True)
class State:
    """A word of state; `tone` is good, warn, bad, info or empty."""

    text: str
    tone: str = ""
    picture: str = ""


OUTCOMES = {
    "accepted": State(phrase("Sudah masuk"), "good", "check"),
    "identical": State(phrase("Sama"), "", "same"),
    "superseding": State(phrase("Memperbaiki"), "info", "replace"),
    "held": State(phrase("Ditahan"), "warn", "hold"),
    "quarantined": State(phrase("Perlu ditelaah"), "bad", "alert"),
    "refused": State(phrase("Ditolak"), "bad", "cross"),
}
GAINS = {
    "N": State(phrase("N · naik"), "good", "up"),
    "T": State(phrase("T · tidak naik"), "warn", "down"),
    "O": State(phrase("O · bulan lalu tidak ditimbang"), "", "minus"),
    "B": State(phrase("B · baru pertama"), "info", "plus"),
}
URGENCIES = {
    "same_day": State(phrase("Hari ini juga"), "bad", "alert"),
    "urgent": State(phrase("Segera"), "warn", "clock"),
    "routine": State(phrase("Rutin"), "", "clock"),
}
TASK_STATES = {
    "open": State(phrase("Menunggu kunjungan"), "warn", "clock"),
    "done": State(phrase("Sudah dikunjungi"), "good", "check"),
    "replaced": State(phrase("Diganti tugas baru"), "", "replace"),
    "closed": State(phrase("Ditutup"), "", "check"),
}
CONTACTS = {
    "met": State(phrase("Bertemu"), "good", "check"),
    "absent": State(phrase("Tidak di rumah"), "warn", "minus"),
    "refused": State(phrase("Menolak"), "warn", "cross"),
    "moved": State(phrase("Pindah"), "", "minus"),
    "died": State(phrase("Meninggal"), "", "minus"),
}
