"""`bina replay` and `bina doctor`: is what people see what the ledger says, and is the installation sound?"""

from __future__ import annotations

import click

from binakampung.cli.options import Progress, json_option, say, with_database


@click.command()
@click.option("--family", "families", multiple=True, metavar="ID", help="Bangun ulang keluarga ini (boleh berulang).")
@click.option("--sample", type=click.IntRange(min=1), help="Bangun ulang sejumlah keluarga acak.")
@click.option("--all", "everything", is_flag=True, help="Bangun ulang semuanya.")
@click.option("--seed", type=int, help="Benih acak untuk --sample.")
@with_database
@json_option
def replay(
    families: tuple[str, ...], sample: int | None, everything: bool, seed: int | None, by: str, as_json: bool
) -> None:
    """Bangun ulang dari buku besar tanpa melihat baris hidup, lalu bandingkan."""
    from binakampung.registry import replay as replaying

    if sum((bool(families), sample is not None, everything)) != 1:
        raise click.UsageError("Pilih satu: --family ID, --sample N, atau --all.")
    if everything:
        result = replaying.replay_all()
    elif sample is not None:
        result = replaying.replay_sample(sample, seed)
    else:
        result = replaying.replay_families(families)
    differences = [
        {"table": each.table, "id": each.id, "live": each.live, "replayed": each.replayed}
        for each in result.differences
    ]
    answer = {"compared": result.compared, "different": len(differences), "differences": differences[:100]}
    lines = [f"{result.compared} baris dibandingkan, {len(differences)} berbeda."]
    lines += [
        f"  {each['table']} {each['id']}: hidup {each['live']} / buku besar {each['replayed']}"
        for each in differences[:20]
    ]
    say(answer, as_json, "\n".join(lines))
    if differences:
        raise SystemExit(1)


@click.command()
@with_database
@json_option
def rebuild(by: str, as_json: bool) -> None:
    """Buat ulang semua baris dari buku besar, dalam satu transaksi. Jarang diperlukan."""
    from datetime import UTC, datetime

    from binakampung.registry.rebuild import rebuild_all

    with Progress("Membaca buku besar") as progress:
        read = rebuild_all(datetime.now(UTC), progress)
    say({"submissions": read}, as_json, f"{read} kiriman dibaca ulang; semua baris dibuat baru.")


@click.command()
@with_database
@json_option
def doctor(by: str, as_json: bool) -> None:
    """Periksa pemasangan ini: kunci, wilayah, kiriman yang belum dibaca, pemicu, karantina."""
    from binakampung.registry.actions.health import examine

    findings = examine()
    answer = {"healthy": all(each.sound for each in findings), "checks": [each.as_dict() for each in findings]}
    text = "\n".join(f"{'baik ' if each.sound else 'BURUK'}  {each.name}: {each.words}" for each in findings)
    say(answer, as_json, text)
    if not answer["healthy"]:
        raise SystemExit(1)
