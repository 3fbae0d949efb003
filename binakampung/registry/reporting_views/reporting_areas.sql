-- Provinces, districts, subdistricts and villages by official code.
CREATE VIEW reporting_areas AS
SELECT code, name, kind, parent_id AS parent FROM registry_administrativearea
