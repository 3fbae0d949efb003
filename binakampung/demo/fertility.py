"""Family planning and pregnancy of an invented wife, as the census asks it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from binakampung.demo.chance import answered, one_of, told
from binakampung.demo.persons import Child, Person

GESTATION = timedelta(days=275)
METHODS = {
    "injection": 0.5, "pill": 0.17, "implant": 0.06, "iud": 0.025, "female_sterilisation": 0.02,
    "male_sterilisation": 0.002, "condom": 0.015, "traditional": 0.018, "none": 0.19,
}  # fmt: skip
SOURCES = {"midwife": 0.56, "puskesmas": 0.15, "village_post": 0.19, "pharmacy": 0.06, "hospital": 0.04}
REASONS = {
    "wants_child": 0.34,
    "health": 0.24,
    "husband_refuses": 0.09,
    "not_together": 0.18,
    "belief": 0.06,
    "other": 0.09,
}


def fertility(
    rng: random.Random, wife: Person | None, children: Sequence[Child], on: date, next_birth: date | None
) -> dict[str, Any]:
    """The block's answers on a day; empty without a married woman between 10 and 49."""
    if wife is None or not 10 * 365 <= (on - wife.birth_date).days < 50 * 365.25:
        return {}
    born = [child.birth_date for child in children if child.birth_date <= on and child.relationship == "child"]
    expected = next_birth - GESTATION if next_birth is not None else None
    weeks = (on - expected).days // 7 if expected is not None else 0
    young = (on - wife.birth_date).days < 43 * 365
    if weeks < 6 and young and rng.random() < 0.03:
        weeks = rng.randrange(6, 38)  # she may move or lose it before the demonstration ends: no birth follows
    common = {
        "children_born_alive": str(len(born) + (1 if rng.random() < 0.03 else 0)),
        "children_living": str(len(born)) if born else None,
        "last_birth_on": max(born).isoformat() if born else None,
    }
    if weeks >= 6:
        wanted = one_of(rng, {"soon": 0.77, "later": 0.15, "no_more": 0.08})
        return answered({"pregnant": "yes", "weeks_pregnant": told(rng, str(weeks), 0.08), "wanted": wanted, **common})
    return answered({"pregnant": told(rng, "no", 0.015), **common, **_method(rng, born, on)})


def _method(rng: random.Random, born: Sequence[date], on: date) -> dict[str, Any]:
    if not born and rng.random() < 0.8:
        return {"contraception": "none", "wish": "soon", "reason_not_using": "wants_child", "infecund": "no"}
    newest = max(born, default=on - timedelta(days=900))
    wish = told(rng, one_of(rng, {"no_more": 0.2 + 0.14 * len(born), "later": 0.4, "soon": 0.16}), 0.05)
    if (on - newest).days < 150 and rng.random() < 0.2:
        return {"contraception": "lactational", "using_since": newest.isoformat(), "wish": wish,
                "exclusive_breastfeeding": "yes"}  # fmt: skip
    method = told(rng, one_of(rng, METHODS), 0.03)
    if method is None:
        return {"wish": wish}
    if method == "none":
        return {"contraception": method, "wish": wish, "reason_not_using": told(rng, one_of(rng, REASONS), 0.1),
                "infecund": "no"}  # fmt: skip
    longest = max(60, (on - newest).days - 40)
    since = on - timedelta(days=rng.randrange(20, longest))
    where = None if method == "traditional" else told(rng, one_of(rng, SOURCES), 0.06)
    return {
        "contraception": method,
        "using_since": told(rng, since.isoformat(), 0.1),
        "service_source": where,
        "wish": wish,
    }
