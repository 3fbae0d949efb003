"""Who of a whole district may be recorded twice: candidates by splink on DuckDB, judged by the rule `duplicates`.

The model is Fellegi and Sunter's with fixed parameters from the rule file, so that one night's result is the next's;
only how common a name, a mother's name or a day of birth is comes from the district itself. splink says how improbable
it is that two such records are of two people; what is merged without asking has also to pass the rule, which knows
twins. Nothing is fetched from anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.blocking_rule_library import CustomRule

from binakampung.domain.duplicates import (
    DuplicateRule,
    LinkageRule,
    Pair,
    PersonRecord,
    hamlet_key,
    is_sure,
    likeness,
    rt_key,
    settled,
    with_reason,
)
from binakampung.domain.name_matching import Spelling, sound_key, written

RECORDS = pa.schema(
    [
        ("id", pa.string()), ("family_id", pa.string()), ("village", pa.string()), ("hamlet", pa.string()),
        ("rt", pa.string()), ("name", pa.string()), ("sex", pa.string()), ("birth_date", pa.date32()),
        ("mother_name", pa.string()), ("nik_hash", pa.string()),
    ]
)  # fmt: skip
PAIRS = pa.schema(
    [
        ("left", pa.string()), ("right", pa.string()), ("probability", pa.float64()), ("score", pa.float64()),
        ("verdict", pa.string()), ("reasons", pa.list_(pa.string())),
    ]
)  # fmt: skip
# Never a network, whatever the engine would like to add to itself.
ENGINE = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
Tell = Callable[[str], None]


def link(records: Any, rule: DuplicateRule, threads: int = 2, tell: Tell | None = None) -> Any:
    """Pairs that may be one person, of a table with the columns of `PersonRecord` (`RECORDS`); ids must differ.

    Columns as `PAIRS`, ordered by probability, then ids: `left` < `right`; `probability` by splink; `score`, `verdict`
    ('same' may be merged without asking, 'ask') and `reasons` by the rule. `tell` hears what is being done.
    """
    tell = tell or (lambda _: None)
    records = records.select(RECORDS.names).cast(RECORDS)
    if records.num_rows < 2:
        return PAIRS.empty_table()
    records = without_shared_niks(records, rule.linkage)
    tell("names")
    table = comparable(records, rule)
    tell("pairs")
    found = likely_pairs(table, rule.linkage, threads)
    tell("verdicts")
    return _as_table(judged_pairs(records, found, rule))


def table_of(records: Iterable[PersonRecord]) -> Any:
    """Records as a table for `link`."""
    rows = list(records)
    return pa.table({name: [getattr(row, name) for row in rows] for name in RECORDS.names}, schema=RECORDS)


# --- what is compared ---


def without_shared_niks(records: Any, rule: LinkageRule) -> Any:
    """A number that many bear is nobody's: what was written to fill the box says nothing."""
    counts = records["nik_hash"].value_counts()
    often = counts.filter(pc.greater(counts.field("counts"), rule.nik_of_at_most)).field("values")
    kept = pc.if_else(pc.is_in(records["nik_hash"], value_set=often), None, records["nik_hash"])
    return records.set_column(RECORDS.get_field_index("nik_hash"), "nik_hash", kept)


def comparable(records: Any, rule: DuplicateRule) -> Any:
    """The records as splink compares them; what is not known is NULL."""
    spelling, columns = rule.spelling, {name: records[name].combine_chunks() for name in RECORDS.names}
    forms, sounds, telling = _names(columns["name"], spelling)
    _, mothers, _ = _names(columns["mother_name"], spelling)
    hamlets = _mapped(columns["hamlet"], lambda text: hamlet_key(text, spelling))
    rts = _mapped(columns["rt"], rt_key)
    born = columns["birth_date"]
    return pa.table(
        {
            "unique_id": columns["id"],
            "name": forms,
            "sound": sounds,
            "telling": telling,
            "first": pc.list_element(telling, 0),
            "last": pc.replace_substring_regex(sounds, r"^.* ", ""),
            "mother": mothers,
            "birth": pc.strftime(born, "%Y%m%d"),
            "year": pc.year(born),
            "swapped": _swapped(born),
            "stand_in": _stand_in(born, rule),
            "sex": _filled(columns["sex"]),
            "nik": _filled(columns["nik_hash"]),
            "village": _filled(columns["village"]),
            "hamlet": hamlets,
            "rt": rts,
        }
    )


def _filled(column: Any) -> Any:
    return pc.if_else(pc.equal(column, ""), None, column)


def _mapped(column: Any, change: Callable[[str], Any], type: Any = None) -> Any:
    """A function of each text, computed once for each different one; an empty result is NULL."""
    coded = column.dictionary_encode()
    changed = [change(text or "") or None for text in coded.dictionary.to_pylist()]
    return pa.array(changed, type or pa.string()).take(coded.indices)


def _names(column: Any, spelling: Spelling) -> tuple[Any, Any, Any]:
    """Words in one spelling and order; the sound; the sounds of the telling words. A baby without a name has none."""

    def form(name: str) -> str:
        told = written(name, spelling)
        return " ".join(sorted(told.words)) if told.known else ""

    def sound(name: str) -> str:
        return sound_key(name, spelling) if written(name, spelling).known else ""

    words = _mapped(column, lambda name: sound(name).split(), pa.list_(pa.string()))
    return _mapped(column, form), _mapped(column, sound), words


def _swapped(born: Any) -> Any:
    """Day and month exchanged, where that is a day too."""
    year, month, day = pc.strftime(born, "%Y"), pc.strftime(born, "%m"), pc.strftime(born, "%d")
    exchanged = pc.binary_join_element_wise(year, day, month, "")
    return pc.if_else(pc.less_equal(pc.day(born), 12), exchanged, None)


def _stand_in(born: Any, rule: DuplicateRule) -> Any:
    days = pa.array([f"{month:02d}{day:02d}" for month, day in sorted(rule.stand_in_days)])
    return pc.is_in(pc.strftime(born, "%m%d"), value_set=days)


# --- candidates ---


SAME_NIK = block_on("nik")
BLOCKS = (
    SAME_NIK,
    block_on("birth", "village"),
    block_on("birth", "first"),
    block_on("birth", "last"),
    block_on("birth", "mother"),
    block_on("sound", "village", "year"),
    CustomRule("l.birth = r.swapped AND l.village = r.village"),
    block_on("sound", "mother"),
    block_on("sound", "village", "hamlet", "rt"),
)


def likely_pairs(table: Any, rule: LinkageRule, threads: int) -> Any:
    """(left, right, probability) ordered by ids: pairs from `look_from` on, and whoever bears one NIK."""
    with duckdb.connect(":memory:", config={**ENGINE, "threads": threads}) as engine:
        people = DuckDBAPI(connection=engine).register(table)
        found = [
            _linker(people, model(rule, table.num_rows, blocks)).inference.predict(lowest, warning_mode="never")
            for blocks, lowest in ((BLOCKS, rule.look_from), ((SAME_NIK,), None))
        ]
        either = " UNION ".join(
            "SELECT least(unique_id_l, unique_id_r) AS one, greatest(unique_id_l, unique_id_r) AS other, "
            f"match_probability FROM {each.physical_name}"
            for each in found
        )
        pairs = engine.sql(f"SELECT one, other, max(match_probability) FROM ({either}) GROUP BY ALL ORDER BY 1, 2")
        return pairs.to_arrow_table().rename_columns(["left", "right", "probability"])


def _linker(people: Any, settings: SettingsCreator) -> Any:
    return Linker(people, settings, log_level=None, validate_settings=False)


def model(rule: LinkageRule, count: int, blocks: Sequence[Any] = BLOCKS) -> SettingsCreator:
    """splink's model of so many records, all of it given."""
    return SettingsCreator(
        link_type="dedupe_only",
        probability_two_random_records_match=min(2 * rule.second_records / count, 0.01),
        blocking_rules_to_generate_predictions=list(blocks),
        comparisons=list(_comparisons(rule)),
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )


def _comparisons(rule: LinkageRule) -> Iterator[dict[str, Any]]:
    in_part = "list_has_all(telling_l, telling_r) OR list_has_all(telling_r, telling_l)"
    name_alike = f"jaro_winkler_similarity(name_l, name_r) >= {rule.name_alike_from}"
    mother_alike = f"jaro_winkler_similarity(mother_l, mother_r) >= {rule.mother_alike_from}"
    year = "abs(year_l - year_r) <= 1 AND (stand_in_l OR stand_in_r)"
    in_village = "village_l = village_r"
    in_hamlet = f"{in_village} AND hamlet_l = hamlet_r"
    conditions: Mapping[str, Mapping[str, str]] = {
        "name": {"same": "name_l = name_r", "same_sound": "sound_l = sound_r", "alike": name_alike, "part": in_part},
        "birth": {
            "same": "birth_l = birth_r",
            "swapped": "birth_l = swapped_r",
            "slip": "damerau_levenshtein(birth_l, birth_r) <= 1",
            "year": year,
        },
        "mother": {"same": "mother_l = mother_r", "alike": mother_alike},
        "sex": {"same": "sex_l = sex_r"},
        "nik": {"same": "nik_l = nik_r"},
        "place": {"rt": f"{in_hamlet} AND rt_l = rt_r", "hamlet": in_hamlet, "village": in_village},
    }
    for name, levels in conditions.items():
        column = {"place": "village"}.get(name, name)
        unknown = {"sql_condition": f"{column}_l IS NULL OR {column}_r IS NULL", "is_null_level": True}
        told = [_level(level, sql, rule.levels[name]) for level, sql in {**levels, "differs": "ELSE"}.items()]
        if name in ("name", "birth", "mother"):  # a common one says less
            told[0] |= {"tf_adjustment_column": name, "tf_minimum_u_value": 0.00001}
        yield {"output_column_name": f"by_{name}", "comparison_levels": [unknown, *told]}


def _level(name: str, condition: str, levels: Mapping[str, tuple[float, float]]) -> dict[str, Any]:
    m, u = levels[name]
    return {"sql_condition": condition, "m_probability": m, "u_probability": u, "label_for_charts": name}


# --- verdicts ---


def judged_pairs(records: Any, found: Any, rule: DuplicateRule) -> list[tuple[Pair, float]]:
    """Found pairs with what the rule says of them, but those that are two people; with splink's probability."""
    people = _people(records, found)
    probabilities = found["probability"].to_pylist()
    pairs = []
    for left, right, probability in zip(*(found[name].to_pylist() for name in found.column_names), strict=True):
        pair = Pair(people[left], people[right], likeness(people[left], people[right], rule))
        if is_sure(pair.likeness, rule) and probability < rule.linkage.merge_from:
            pair = with_reason(pair, "linkage_unsure", rule)
        pairs.append(pair)
    judged = zip(settled(pairs, rule), probabilities, strict=True)
    return [(pair, probability) for pair, probability in judged if pair.likeness.verdict != "different"]


def _people(records: Any, found: Any) -> dict[str, PersonRecord]:
    """The people of found pairs by id."""
    ids = pa.chunked_array([*found["left"].chunks, *found["right"].chunks], pa.string()).unique()
    rows = records.filter(pc.is_in(records["id"], value_set=ids)).to_pylist()
    texts = ("family_id", "village", "hamlet", "rt", "name", "mother_name")
    return {row["id"]: PersonRecord(**{**row, **{name: row[name] or "" for name in texts}}) for row in rows}


def _as_table(judged: Sequence[tuple[Pair, float]]) -> Any:
    rows = [
        {
            "left": pair.left.id,
            "right": pair.right.id,
            "probability": probability,
            "score": pair.likeness.score,
            "verdict": pair.likeness.verdict,
            "reasons": list(pair.likeness.reasons),
        }
        for pair, probability in sorted(judged, key=lambda each: (-each[1], each[0].left.id, each[0].right.id))
    ]
    return pa.Table.from_pylist(rows, schema=PAIRS)
