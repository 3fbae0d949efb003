-- One row a follow-up visit that a measurement called for, and how it was settled.
CREATE VIEW reporting_tasks AS
SELECT
    id AS task_id,
    kind,
    person_id,
    family_id,
    village,
    measurement_id,
    raised_on,
    due_on,
    urgency,
    status,
    settled_on,
    settled_by,
    attempts
FROM registry_task
