-- One row: how far this database had come when it was read.
CREATE VIEW reporting_position AS
SELECT
    (SELECT COALESCE(MAX(value), 0) FROM registry_feedcounter) AS feed,
    (SELECT COALESCE(MAX(seq), 0) FROM ledger_submission) AS ledger_seq
