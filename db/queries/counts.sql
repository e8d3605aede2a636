-- name: counts_standing
-- Counts of a tray that still stand: entered after its last change and its last difference (R19).
-- A scan of the tray stands for a count of either kind.
SELECT counts.entry, counts.person, counts.number, counts.scanned
FROM counts JOIN trays ON trays.batch = counts.batch AND trays.tray = counts.tray
WHERE counts.batch = :batch AND counts.tray = :tray AND (counts.what = :what OR counts.scanned = 1)
  AND counts.entry > trays.changed AND counts.entry > trays.differed
  AND (:what = 'envelopes' OR counts.entry > trays.handed) ORDER BY counts.entry;

-- name: counts_of_batch^
SELECT COUNT(*) AS counts FROM counts WHERE batch = :batch;

-- name: counted!
INSERT INTO counts (batch, entry, tray, what, person, number, scanned)
VALUES (:batch, :entry, :tray, :what, :by, :number, :scanned);

-- name: counts_differed!
UPDATE trays SET differed = :entry, differences = differences + 1 WHERE batch = :batch AND tray = :tray;

-- name: trays_released!
UPDATE trays SET released = :entry WHERE batch = :batch AND tray BETWEEN :first_tray AND :last_tray AND tray > 0;

-- name: tray_scans_since
-- Scans of a tray after an entry, newest first.
SELECT entry, number FROM counts
WHERE batch = :batch AND tray = :tray AND scanned = 1 AND entry > :entry ORDER BY entry DESC;

-- name: tray_scanned_by^
-- Whether a person scanned the tray since it last changed.
SELECT COUNT(*) AS scans FROM counts JOIN trays ON trays.batch = counts.batch AND trays.tray = counts.tray
WHERE counts.batch = :batch AND counts.tray = :tray AND counts.person = :person AND counts.scanned = 1
  AND counts.entry > trays.changed;

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
