-- name: counts_standing
-- Counts of a tray that still stand: entered after its last change and its last difference (R19).
SELECT counts.entry, counts.person, counts.number, counts.scanned
FROM counts JOIN trays ON trays.batch = counts.batch AND trays.tray = counts.tray
WHERE counts.batch = :batch AND counts.tray = :tray AND counts.what = :what
  AND counts.entry > trays.changed AND counts.entry > trays.differed ORDER BY counts.entry;

-- name: counts_of_batch^
SELECT COUNT(*) AS counts FROM counts WHERE batch = :batch;

-- name: counted!
INSERT INTO counts (batch, entry, tray, what, person, number, scanned)
VALUES (:batch, :entry, :tray, :what, :by, :number, :scanned);

-- name: counts_differed!
UPDATE trays SET differed = :entry, differences = differences + 1 WHERE batch = :batch AND tray = :tray;

-- name: trays_released!
UPDATE trays SET released = :entry WHERE batch = :batch AND tray BETWEEN :first_tray AND :last_tray AND tray > 0;

-- name: tray_scanned_since^
SELECT COUNT(*) AS scans FROM counts WHERE batch = :batch AND tray = :tray AND scanned = 1 AND entry > :entry;

-- name: tray_scans
-- Scans of trays since the tray last changed, newest last.
SELECT counts.entry, counts.tray FROM counts JOIN trays ON trays.batch = counts.batch AND trays.tray = counts.tray
WHERE counts.batch = :batch AND counts.scanned = 1 AND counts.entry > trays.changed ORDER BY counts.entry;

-- name: counts_by_person
-- Each person's latest number for each tray, and how often they entered one.
SELECT counts.tray, counts.what, counts.person, counts.number, latest.entries
FROM counts JOIN (
    SELECT batch, tray, what, person, MAX(entry) AS entry, COUNT(*) AS entries FROM counts
    WHERE batch = :batch GROUP BY batch, tray, what, person) AS latest
  ON latest.batch = counts.batch AND latest.entry = counts.entry
ORDER BY counts.tray, counts.what, counts.person;
