"""`bina rules`: which rules are in force, what one says, and who another version would touch."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import click
import yaml

from binakampung.catalogue.reading import (
    Node,
    RuleError,
    read_rule,
    rule_file,
    rule_head,
    rule_ids,
    rule_versions,
)
from binakampung.catalogue.versions import differences, plain
from binakampung.cli.options import Progress, json_option, say, with_database
from binakampung.cli.rule_effects import answer_of, effect_of, lines_of

SURE = {"V": "terverifikasi", "K": "belum dipastikan", "U": "belum dipastikan"}


@click.group()
def rules() -> None:
    """Aturan: daftar, isi, dan dampak versi lain."""


@rules.command("list")
@json_option
def list_rules(as_json: bool) -> None:
    """Semua aturan dengan versi, tanggal berlaku dan kepastiannya; juga versi lama dan usulan."""
    rows = [_row(node, _state(node)) for rule_id in rule_ids() for node in rule_versions(rule_id)]
    text = "\n".join(
        f"{row['key']:<32} {row['effective_from']} {row['state']:<9} {row['sure']:<18} {row['title']}" for row in rows
    )
    say({"rules": rows}, as_json, text)


@rules.command()
@click.argument("rule")
@json_option
def show(rule: str, as_json: bool) -> None:
    """Isi satu aturan (RULE atau RULE@VERSI): arti, sumber, angka, contoh."""
    node = _node(rule)
    head = rule_head(node)
    parts = [
        f"{head.title.id} / {head.title.en}  ({head.key})",
        f"Berlaku sejak {head.effective_from}, {SURE[head.certainty]}; sumber: {head.source}",
        head.wording.id,
        yaml.safe_dump(plain(node.get("parameters", {})), allow_unicode=True, sort_keys=False),
        *(f"contoh: {dict(example.given)} -> {dict(example.expect)}" for example in head.examples),
    ]
    say({"rule": plain(node)}, as_json, "\n\n".join(parts))


@rules.command("handbook")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder (bawaan: docs/handbook).")
@click.option("--check", is_flag=True, help="Hanya periksa: halaman yang basi, hilang atau berlebih.")
@json_option
def handbook_(out: Path | None, check: bool, as_json: bool) -> None:
    """Buat halaman buku pegangan (id dan en) dari berkas aturan, indikator, laporan dan daftar kode."""
    from binakampung.catalogue.handbook import handbook
    from binakampung.catalogue.handbook_files import folder, stale, write

    place = out or folder()
    try:
        pages = handbook()
        changed = stale(pages, place) if check else write(pages, place)
    except (RuleError, OSError) as error:
        raise click.ClickException(f"Buku pegangan tidak dapat dibuat: {error}") from error
    if check and changed:
        raise click.ClickException(f"Basi (jalankan bina rules handbook): {', '.join(changed)}")
    say({"pages": len(pages), "changed": changed}, as_json, f"{len(pages)} halaman, {len(changed)} berubah: {place}")


@rules.command("apply")
@with_database
@json_option
def apply_rules(by: str, as_json: bool) -> None:
    """Nilai ulang semua anak dan keluarga menurut aturan yang berlaku sekarang (bina serve melakukannya sendiri)."""
    from binakampung.registry.rederive import rederive

    with click.progressbar(length=1000, label="Menilai ulang", file=sys.stderr, hidden=as_json) as bar:
        changed = rederive(lambda done, whole: bar.update(done * 1000 // whole - bar.pos))
    say({"changed": changed}, as_json, f"{changed} baris berubah.")


@rules.command()
@click.argument("before")
@click.argument("after")
@click.option("--area", default="", help="Kode wilayah (bawaan: seluruh kabupaten).")
@with_database
@json_option
def diff(before: str, after: str, area: str, by: str, as_json: bool) -> None:
    """Siapa masuk dan siapa keluar bila AFTER menggantikan BEFORE (RULE@VERSI atau berkas .yaml usulan)."""
    from binakampung.registry.rule_changes import village_names

    old, new = _node(before), _node(after)
    if old["rule_id"] != new["rule_id"]:
        raise click.ClickException("Bandingkan dua versi dari aturan yang sama.")
    try:
        with Progress("Membandingkan") as progress:
            told = effect_of(old, new, area.replace(".", ""), progress)
    except (RuleError, KeyError, TypeError) as error:
        raise click.ClickException(f"Berkas aturan tidak dapat dipakai: {error}") from error
    answer = {
        "before": f"{old['rule_id']}@{old['version']}",
        "after": f"{new['rule_id']}@{new['version']}",
        "parameters": dict(differences(old, new)),
        **answer_of(told),
    }
    lines = [f"{path}: {a!r} -> {b!r}" for path, (a, b) in answer["parameters"].items()]
    lines += lines_of(told, village_names(change.village for change in told.changes))
    say(answer, as_json, "\n".join(lines))


def _node(named: str) -> Node:
    try:
        if named.endswith((".yaml", ".yml")):
            return read_rule(Path(named))
        rule_id, _, version = named.partition("@")
        if rule_id not in rule_ids():
            raise click.ClickException(f"Tidak ada aturan '{rule_id}'. Yang ada: bina rules list.")
        return rule_file(rule_id, version)
    except (RuleError, OSError) as error:
        raise click.ClickException(f"Aturan '{named}' tidak ditemukan atau tidak terbaca: {error}") from error


def _state(node: Node) -> str:
    """Where a version stands today: in force, only proposed, still to begin, or replaced."""
    head, today = rule_head(node), date.today()
    if head.proposed:
        return "usulan"
    if head.effective_from > today:
        return "mendatang"
    return "berlaku" if rule_head(rule_file(head.rule_id, on=today)).version == head.version else "lama"


def _row(node: Node, state: str) -> dict[str, Any]:
    head = rule_head(node)
    return {
        "key": head.key,
        "title": head.title.id,
        "effective_from": head.effective_from.isoformat(),
        "status": head.status,
        "certainty": head.certainty,
        "sure": SURE[head.certainty],
        "source": head.source,
        "state": state,
    }
