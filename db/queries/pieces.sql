-- name: piece^
SELECT held_entry, pieces.piece, pieces.tray, state, expects, attention, by_hand, first_by, first_desk, second_by, second_desk,
       sealed_by, held_by, answers, offer, last_entry, seen, typed, trays.released AS tray_released
FROM pieces JOIN trays ON trays.batch = pieces.batch AND trays.tray = pieces.tray
WHERE pieces.batch = :batch AND pieces.piece = :piece;

-- name: pieces_between
SELECT piece, tray, state, expects, attention, by_hand, first_by, second_by, sealed_by, offer, last_entry
FROM pieces WHERE batch = :batch AND piece BETWEEN :first AND :last ORDER BY piece;

-- name: states
SELECT state, COUNT(*) AS pieces FROM pieces
WHERE batch = :batch AND tray BETWEEN :first_tray AND :last_tray GROUP BY state;

-- name: pieces_not_checked
SELECT piece, tray, state, last_entry FROM pieces
WHERE batch = :batch AND tray BETWEEN :first_tray AND :last_tray
  AND state IN ('waiting', 'enclosed', 'quarantined') ORDER BY piece LIMIT :limit;

-- name: checkers
SELECT DISTINCT first_by AS person FROM pieces WHERE batch = :batch AND tray BETWEEN :first_tray AND :last_tray
UNION SELECT DISTINCT second_by FROM pieces WHERE batch = :batch AND tray BETWEEN :first_tray AND :last_tray
UNION SELECT DISTINCT person FROM counts WHERE batch = :batch AND (tray = 0 OR tray BETWEEN :first_tray AND :last_tray);

-- name: neighbours
-- Pieces near a piece in the order a desk did them, for one of the two checks (R8).
SELECT piece FROM (
    SELECT piece FROM pieces WHERE batch = :batch AND first_desk = :first_desk AND first_desk <> ''
      AND first_entry < :first_entry ORDER BY first_entry DESC LIMIT :reach)
UNION SELECT piece FROM (
    SELECT piece FROM pieces WHERE batch = :batch AND first_desk = :first_desk AND first_desk <> ''
      AND first_entry > :first_entry ORDER BY first_entry LIMIT :reach)
UNION SELECT piece FROM (
    SELECT piece FROM pieces WHERE batch = :batch AND second_desk = :second_desk AND second_desk <> ''
      AND second_entry < :second_entry ORDER BY second_entry DESC LIMIT :reach)
UNION SELECT piece FROM (
    SELECT piece FROM pieces WHERE batch = :batch AND second_desk = :second_desk AND second_desk <> ''
      AND second_entry > :second_entry ORDER BY second_entry LIMIT :reach);

-- name: piece_places^
SELECT tray, first_desk, first_entry, second_desk, second_entry FROM pieces WHERE batch = :batch AND piece = :piece;

-- name: piece_seen!
-- A desk read a paper of it: seen has each once, as piece_sealed and the others write it too (R8).
UPDATE pieces SET last_entry = :entry, seen = replace(seen, :paper, '') || :paper
WHERE batch = :batch AND piece = :piece;

-- name: paper_seen!
-- A paper of it was scanned in elsewhere: where the piece was seen last is not changed by that.
UPDATE pieces SET seen = replace(seen, :paper, '') || :paper WHERE batch = :batch AND piece = :piece;

-- name: piece_enclosed!
UPDATE pieces SET state = 'enclosed', first_by = :by, first_desk = :desk, first_entry = :entry, last_entry = :entry,
       seen = replace(seen, :paper, '') || :paper
WHERE batch = :batch AND piece = :piece;

-- name: piece_verified!
UPDATE pieces SET state = 'verified', answers = '', second_by = :by, second_desk = :desk, second_entry = :entry, last_entry = :entry,
       seen = replace(seen, :paper, '') || :paper
WHERE batch = :batch AND piece = :piece;

-- name: piece_typed!
UPDATE pieces SET typed = typed + 1 WHERE batch = :batch AND piece = :piece;

-- name: pieces_typed
SELECT piece, typed FROM pieces WHERE batch = :batch AND typed > 0 ORDER BY piece;

-- name: piece_answered!
-- The different wrong answers of its second check: leaving the set does not make them undone (R12).
UPDATE pieces SET answers = :answers WHERE batch = :batch AND piece = :set_piece;

-- name: piece_sealed!
UPDATE pieces SET state = 'sealed', sealed_by = :by, last_entry = :entry,
       seen = replace(seen, :paper, '') || :paper
WHERE batch = :batch AND piece = :piece;

-- name: tray_sealed!
UPDATE pieces SET state = 'sealed', sealed_by = :by, last_entry = :entry
WHERE batch = :batch AND tray = :tray AND state = 'verified';

-- name: piece_quarantined!
UPDATE pieces SET state = 'quarantined', held_by = :by, held_entry = :entry, last_entry = :entry
WHERE batch = :batch AND piece = :item AND state IN ('waiting', 'enclosed', 'verified', 'sealed');

-- name: piece_withheld!
UPDATE pieces SET state = 'withheld', last_entry = :entry WHERE batch = :batch AND piece = :item;

-- name: piece_lost!
UPDATE pieces SET state = 'lost', last_entry = :entry WHERE batch = :batch AND piece = :item;

-- name: piece_restarted!
-- Back to the start: both checks and the seal are taken away. Where it was checked stays known: if a sheet of
-- it turns out to be missing, that is where its neighbours are (R8).
UPDATE pieces SET state = 'waiting', first_by = 0, second_by = 0, sealed_by = 0, held_by = 0, answers = '', offer = 0, last_entry = :entry
WHERE batch = :batch AND piece = :item AND state NOT IN ('withheld', 'lost', 'quarantined', 'handed_over');

-- name: piece_freed!
-- Back to the start from quarantine.
UPDATE pieces SET state = 'waiting', first_by = 0, second_by = 0, sealed_by = 0, held_by = 0, held_entry = 0, answers = '', offer = 0, last_entry = :entry
WHERE batch = :batch AND piece = :item AND state = 'quarantined';

-- name: piece_lifted!
-- Back to the start from withholding; what was in quarantine before is so again, until two people resolve it (R13).
UPDATE pieces SET state = CASE WHEN held_entry > 0 THEN 'quarantined' ELSE 'waiting' END, first_by = 0, second_by = 0, sealed_by = 0, answers = '', offer = 0, last_entry = :entry
WHERE batch = :batch AND piece = :item AND state = 'withheld';

-- name: piece_to_second!
-- Back to the second check: the first stands.
UPDATE pieces SET state = 'enclosed', second_by = 0, sealed_by = 0, offer = 0, last_entry = :entry
WHERE batch = :batch AND piece = :item AND state IN ('verified', 'sealed');

-- name: tray_of_piece_changed!
-- A change of a piece voids the counts of its tray and withdraws its release (R19, R22). Tray 0 is the whole.
-- Where there is neither nothing is written: that costs each set at a desk a page.
UPDATE trays SET changed = :entry, differences = 0, released = 0
WHERE batch = :batch AND tray IN (0, (SELECT tray FROM pieces WHERE batch = :batch AND piece = :item))
  AND (differences > 0 OR released > 0
       OR EXISTS (SELECT 1 FROM counts WHERE counts.batch = trays.batch AND counts.tray = trays.tray AND counts.entry > trays.changed));

-- name: trays
SELECT tray, first_piece, last_piece, changed, differed, differences, released FROM trays
WHERE batch = :batch AND tray BETWEEN :first_tray AND :last_tray ORDER BY tray;

-- name: tray_states
SELECT tray, state, COUNT(*) AS pieces FROM pieces WHERE batch = :batch GROUP BY tray, state ORDER BY tray;

-- name: trays_handed!
-- R21: a count of sealed envelopes does not outlive the handover of some of them.
UPDATE trays SET handed = :entry
WHERE batch = :batch AND tray IN (SELECT DISTINCT tray FROM pieces WHERE batch = :batch AND offer = :offer
                                  UNION SELECT 0);
