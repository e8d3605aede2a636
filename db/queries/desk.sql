-- name: desk^
SELECT batch, desk, kind, person, session, open, held, held_pieces, set_piece, set_enclosures, asks, answers,
       last_code, last_at, pin_tray, tray, last_done, voided, recent
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
-- What every line at a desk is read and judged by: the desk, its batch, the document set and the column names as
-- texts, and the office's number. One question, because over a network each costs a trip.
SELECT desks.batch, desks.desk, desks.kind, desks.person, desks.session, desks.open, desks.held,
       desks.held_pieces, desks.set_piece, desks.set_enclosures, desks.asks, desks.answers, desks.last_code,
       desks.last_at, desks.pin_tray, desks.tray, desks.last_done, desks.voided, desks.recent,
       batches.tray_size, batches.version, batches.approved_version, batches.pieces, batches.printed,
       batches.stopped, batches.closed, batches.abandoned, batches.supervisor_may_check, batches.ended_at,
       batches.erased, batches.cleaned,
       documents.text AS documents, mapping.text AS mapping, (SELECT number FROM office) AS office
FROM desks JOIN batches ON batches.batch = desks.batch
LEFT JOIN texts AS documents ON documents.digest = batches.documents
LEFT JOIN versions ON versions.batch = batches.batch AND versions.version = batches.approved_version
LEFT JOIN texts AS mapping ON mapping.digest = versions.mapping
WHERE desks.batch = :batch AND desks.desk = :desk;

-- name: first_record^
SELECT fields FROM records WHERE batch = :batch AND version = :version AND piece = :piece ORDER BY record LIMIT 1;
