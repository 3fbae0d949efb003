"""`GrowthMeasured` becomes a measurement of a known child; a survey row stays without a person."""

from __future__ import annotations

from binakampung.domain.ages import age_in_days
from binakampung.domain.observations import GrowthMeasured, SurveyChildMeasured
from binakampung.domain.people import derived_id
from binakampung.registry.lookup import declared_id, find_person
from binakampung.registry.models import GrowthMeasurement, SurveyMeasurement
from binakampung.registry.projections.item import Item
from binakampung.registry.store import Store


def project(store: Store, item: Item, measured: GrowthMeasured) -> None:
    """Write one measurement. Raises `NotFound` when the child is not known to the sender."""
    person = find_person(store, measured.person, measured.village or item.area_code, item.sender)
    store.put(
        GrowthMeasurement(
            id=derived_id(item.root_id, item.item),
            **item.source(),
            person_id=person.pk,
            declared_person=declared_id(store, measured.person, person),
            village=person.village,
            posyandu=measured.posyandu[:100],
            measured_on=measured.measured_on,
            weight_kg=measured.weight_kg,
            length_cm=measured.length_cm,
            position=measured.position,
            head_cm=measured.head_cm,
            muac_cm=measured.muac_cm,
            oedema=measured.oedema,
            has_book=measured.has_book,
        )
    )
    item.touch(person)


def project_survey(store: Store, item: Item, measured: SurveyChildMeasured) -> None:
    """Write one anonymous row; the age is taken as given, or from the two dates."""
    days, months = survey_age(measured)
    store.put(
        SurveyMeasurement(
            id=derived_id(item.root_id, item.item),
            **item.source(),
            area_code=item.area_code,
            survey=measured.survey[:100],
            row_id=measured.row_id[:100],
            region=measured.region[:100],
            sex=int(measured.sex) if measured.sex else None,
            measured_on=measured.measured_on,
            age_days=days,
            age_months=months,
            weight_kg=measured.weight_kg,
            length_cm=measured.length_cm,
            position=measured.position,
            head_cm=measured.head_cm,
            muac_cm=measured.muac_cm,
            oedema=measured.oedema,
            weighting=measured.weighting,
            cluster=measured.cluster[:100],
            strata=measured.strata[:100],
        )
    )


def survey_age(measured: SurveyChildMeasured) -> tuple[int | None, float | None]:
    """Age in days and, where it was given so, in months (kept unrounded: WHO's limit is on unrounded months)."""
    if measured.birth_date and measured.measured_on:
        return (measured.measured_on - measured.birth_date).days, None
    if measured.age is None:
        return None, None
    if measured.age_unit == "days":
        return int(measured.age + 0.5), None
    return age_in_days(measured.age), measured.age
