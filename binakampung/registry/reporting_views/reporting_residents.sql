-- One row a person and family membership: who lived where from when to when. No names.
CREATE VIEW reporting_residents AS
SELECT
    membership.id AS membership_id,
    membership.person_id,
    membership.family_id,
    membership.village,
    membership.valid_from,
    membership.valid_to,
    person.sex,
    person.birth_date,
    person.has_book,
    person.source_seq
FROM registry_familymembership AS membership
JOIN registry_person AS person ON person.id = membership.person_id
