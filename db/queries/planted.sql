-- name: planted
-- Every planted set of a batch; out: how many of its papers were not scanned in.
SELECT number, second, wrong, tray, expects, words, state, first_by, second_by, first_seen, outcome, seconds,
       waits_at, waits_since, person, at,
       (SELECT COUNT(*) FROM planted_papers AS papers
        WHERE papers.batch = planted.batch AND papers.number = planted.number AND found = 0) AS out
FROM planted WHERE batch = :batch ORDER BY number;

-- name: planted_set^
-- The planted set that a dummy belongs to.
SELECT planted.number, second, wrong, planted.tray, expects, words, state, first_by, second_by, first_seen, outcome, seconds,
       waits_at, waits_since, trays.released AS tray_released,
       (SELECT COUNT(*) FROM planted_papers AS papers
        WHERE papers.batch = planted.batch AND papers.number = planted.number AND found = 0) AS out
FROM planted JOIN trays ON trays.batch = planted.batch AND trays.tray = planted.tray
WHERE planted.batch = :batch AND (planted.number = :piece OR second = :piece);

-- name: planted_waiting
-- Sets whose missing sheet a desk has named, and with which nothing was done since.
SELECT number, second, waits_since FROM planted WHERE batch = :batch AND waits_at = :desk AND outcome = '' ORDER BY number;

-- name: planted_out
SELECT DISTINCT number FROM planted_papers WHERE batch = :batch AND found = 0 ORDER BY number;

-- name: planted_papers
SELECT piece, kind, enclosure, issue, found FROM planted_papers
WHERE batch = :batch AND number = :number ORDER BY piece, kind, enclosure;

-- name: planted_paper^
SELECT planted_papers.number, found, wrong FROM planted_papers
JOIN planted ON planted.batch = planted_papers.batch AND planted.number = planted_papers.number
WHERE planted_papers.batch = :batch AND piece = :piece AND kind = :kind AND enclosure = :enclosure AND issue = :issue;

-- name: planted_added!
INSERT INTO planted (batch, number, second, wrong, tray, expects, words, state, first_by, person, at)
VALUES (:batch, :number, :second, :wrong, :tray, :expects, :words, :state, :first_by, :by, :at);

-- name: planted_paper_added!
INSERT INTO planted_papers (batch, number, piece, kind, enclosure, issue)
VALUES (:batch, :number, :piece, :kind, :enclosure, :issue);

-- name: tray_planted!
-- Counts made before do not stand (R19): the tray's papers are not what they were. Differences are not forgotten.
UPDATE trays SET changed = :entry WHERE batch = :batch AND tray IN (0, :tray);

-- name: planted_seen!
UPDATE planted SET first_seen = CASE WHEN first_seen = '' THEN :at ELSE first_seen END,
       waits_at = :waits_at, waits_since = :waits_since
WHERE batch = :batch AND number = :number;

-- name: planted_caught!
UPDATE planted SET outcome = 'caught', seconds = :seconds, waits_at = '',
       first_seen = CASE WHEN first_seen = '' THEN :at ELSE first_seen END
WHERE batch = :batch AND number = :number;

-- name: planted_missed!
UPDATE planted SET outcome = 'missed', state = :state, waits_at = '',
       first_by = CASE WHEN :check = 'first' THEN :by ELSE first_by END,
       second_by = CASE WHEN :check = 'second' THEN :by ELSE second_by END,
       first_seen = CASE WHEN first_seen = '' THEN :at ELSE first_seen END
WHERE batch = :batch AND number = :number;

-- name: planted_found!
UPDATE planted_papers SET found = 1
WHERE batch = :batch AND piece = :piece AND kind = :kind AND enclosure = :enclosure AND issue = :issue;

-- name: planted_lost!
UPDATE planted_papers SET found = 2 WHERE batch = :batch AND number = :number AND found = 0;
