-- name: desk^
SELECT batch, desk, kind, person AS who, session AS log_in, open, held, held_pieces, set_piece, set_enclosures, asks,
       answers, last_code, last_at, pin_tray, tray AS open_tray, last_done, voided, recent
FROM desks WHERE batch = :batch AND desk = :desk;

-- name: desks_in_use
-- Other rows of this desk or of this person that are still open (R14, R16).
SELECT batch, desk, person, set_piece FROM desks
WHERE open = 1 AND (desk = :desk OR person = :person) ORDER BY batch, desk;

-- name: desk_held_elsewhere
-- A hold of this desk in another batch on which work is not over (R13).
SELECT desks.batch FROM desks JOIN batches ON batches.batch = desks.batch
WHERE desks.desk = :desk AND desks.batch <> :batch AND held <> '' AND closed = 0 AND abandoned = 0;

-- name: log_in_used^
-- Whether a desk was opened in this log-in, or this desk in a later one (R12).
SELECT COUNT(*) AS desks FROM desks WHERE session = :session OR (desk = :desk AND session > :session);

-- name: desks_holding
SELECT desk, held, held_pieces, person FROM desks WHERE batch = :batch AND held <> '' ORDER BY desk;

-- name: desks_of_batch
SELECT desk, kind, person, open, held, set_piece FROM desks WHERE batch = :batch ORDER BY desk;

-- name: desk_removed!
DELETE FROM desks WHERE batch = :batch AND desk = :desk;

-- name: desk_opened!
INSERT INTO desks (batch, desk, kind, person, session, open, held, held_pieces, pin_tray, recent, last_done, voided)
VALUES (:batch, :desk, :check, :by, :session, 1, :held, :held_pieces, :pin_tray, :recent, :last_done, :voided);

-- name: desk_left!
UPDATE desks SET open = 0, set_piece = 0, set_enclosures = '', asks = '', answers = '', tray = 0,
       voided = CASE WHEN :voided > 0 THEN :voided ELSE voided END
WHERE batch = :batch AND desk = :left;

-- name: desk_pin!
UPDATE desks SET pin_tray = :tray WHERE batch = :batch AND desk = :desk;

-- name: desk_scanned!
UPDATE desks SET set_piece = :set_piece, set_enclosures = :set_enclosures, asks = :asks, answers = :answers,
       last_code = CASE WHEN :last = 1 THEN :code ELSE last_code END,
       last_at = CASE WHEN :last = 1 THEN :clock ELSE last_at END,
       pin_tray = CASE WHEN :pin_tray > 0 THEN :pin_tray ELSE pin_tray END, tray = :open_tray,
       voided = CASE WHEN :set_piece = 0 AND set_piece > 0 THEN set_piece ELSE voided END
WHERE batch = :batch AND desk = :desk;

-- name: desk_set_ended!
UPDATE desks SET set_piece = 0, set_enclosures = '', asks = '', answers = '', last_code = :code, last_at = :clock,
       last_done = :piece, voided = 0,
       pin_tray = CASE WHEN :pin_tray > 0 THEN :pin_tray ELSE pin_tray END,
       recent = substr(recent || 'c', CASE WHEN length(recent || 'c') > 20 THEN length(recent || 'c') - 19 ELSE 1 END)
WHERE batch = :batch AND desk = :desk;

-- name: desk_held!
UPDATE desks SET set_piece = 0, set_enclosures = '', asks = '', answers = '', held = :reason,
       held_pieces = :held_pieces,
       recent = substr(recent || :mark, CASE WHEN length(recent || :mark) > 20 THEN length(recent || :mark) - 19 ELSE 1 END)
WHERE batch = :batch AND desk = :desk;

-- name: desk_freed!
UPDATE desks SET held = '', held_pieces = '' WHERE batch = :batch AND desk = :desk;

-- name: desks_forgiven!
UPDATE desks SET recent = '' WHERE batch = :batch;

-- name: sets_voided_of_piece!
UPDATE desks SET set_piece = 0, set_enclosures = '', asks = '', answers = ''
WHERE batch = :batch AND set_piece = :item;

-- name: desk_freed_named!
UPDATE desks SET held = '', held_pieces = '' WHERE batch = :batch AND desk = :item;

-- name: desk_left_open!
UPDATE desks SET set_piece = 0, set_enclosures = '', asks = '', answers = '' WHERE batch = :batch AND desk = :desk;

-- name: desk_line^
-- What every line at a desk is read and judged by, each part as NULL where there is none: the person who acts, the
-- desk, its batch, the document set and the column names as texts, the office's number, the end of the batch's chain,
-- and of a code of this batch the piece and the artifact. One question: over a network each costs a trip.
SELECT people.person, role, disabled, must_change, failures, locked_until, deputy_until, people.session,
       desks.batch, desks.desk, desks.kind, desks.person AS who, desks.session AS log_in, open, held, held_pieces,
       set_piece, set_enclosures, asks, desks.answers, last_code, last_at, pin_tray, desks.tray AS open_tray, last_done,
       desks.voided, recent,
       tray_size, batches.version, approved_version, batches.pieces, printed, stopped, closed, abandoned,
       supervisor_may_check, ended_at, erased, cleaned,
       documents.text AS documents, mapping.text AS mapping, office.number AS office,
       count, head, at, clock_back,
       pieces.piece, pieces.tray, pieces.state, expects, attention, first_by, second_by, released AS tray_released,
       CASE WHEN EXISTS (
           SELECT 1 FROM artifacts AS newer
           WHERE newer.batch = artifacts.batch AND newer.piece = artifacts.piece AND newer.kind = artifacts.kind
             AND newer.enclosure = artifacts.enclosure AND newer.issue > artifacts.issue)
       THEN 'superseded' ELSE artifacts.state END AS artifact_state
FROM office
LEFT JOIN people ON people.person = :person
LEFT JOIN desks ON desks.batch = :batch AND desks.desk = :desk
LEFT JOIN batches ON batches.batch = :batch
LEFT JOIN chains ON chains.chain = :batch
LEFT JOIN texts AS documents ON documents.digest = batches.documents
LEFT JOIN versions ON versions.batch = :batch AND versions.version = batches.approved_version
LEFT JOIN texts AS mapping ON mapping.digest = versions.mapping
LEFT JOIN pieces ON pieces.batch = :batch AND pieces.piece = :piece
LEFT JOIN trays ON trays.batch = :batch AND trays.tray = pieces.tray
LEFT JOIN artifacts ON artifacts.batch = :batch AND artifacts.piece = :piece AND artifacts.kind = :kind
     AND artifacts.enclosure = :enclosure AND artifacts.issue = :issue;

-- name: first_record^
SELECT fields FROM records WHERE batch = :batch AND version = :version AND piece = :piece ORDER BY record LIMIT 1;
