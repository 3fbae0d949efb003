-- One row a home visit made.
CREATE VIEW reporting_visits AS
SELECT id AS visit_id, person_id, village, visited_on, contact, next_visit_on, source_seq, source_item
FROM registry_homevisit
