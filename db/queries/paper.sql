-- name: job^
SELECT batch, job, kind, sheet, pages, artifacts, sha256, labels, start_at, first_piece, last_piece, customer_codes, person, at, entry FROM jobs WHERE batch = :batch AND job = :job;

-- name: jobs
SELECT batch, job, kind, sheet, pages, artifacts, sha256, labels, start_at, first_piece, last_piece, customer_codes, person, at, entry FROM jobs WHERE batch = :batch ORDER BY job;

-- name: job_printed!
INSERT INTO jobs (batch, job, kind, sheet, pages, artifacts, sha256, labels, start_at, first_piece, last_piece, customer_codes, person, at, entry)
VALUES (:batch, :job, :kind, :sheet, :pages, :artifacts, :sha256, :labels, :start, :first, :last, :customer_codes, :by, :at, :entry);

-- name: batch_printed!
UPDATE batches SET printed = 1 WHERE batch = :batch;

-- name: artifact_issued!
INSERT INTO artifacts (batch, piece, kind, enclosure, issue, job, place)
VALUES (:batch, :piece, :kind, :enclosure, :issue, :job, :place);

-- name: artifact^
-- As a code is judged: whatever became of an older issue, a newer one makes it superseded (R8).
SELECT piece, kind, enclosure, issue, job, place, found,
       CASE WHEN EXISTS (
           SELECT 1 FROM artifacts AS newer
           WHERE newer.batch = artifacts.batch AND newer.piece = artifacts.piece AND newer.kind = artifacts.kind
             AND newer.enclosure = artifacts.enclosure AND newer.issue > artifacts.issue)
       THEN 'superseded' ELSE state END AS state
FROM artifacts
WHERE batch = :batch AND piece = :piece AND kind = :kind AND enclosure = :enclosure AND issue = :issue;

-- name: artifacts_of_piece
SELECT piece, kind, enclosure, issue, job, place, state, found FROM artifacts
WHERE batch = :batch AND piece = :piece ORDER BY kind, enclosure, issue;

-- name: artifacts_of_job
-- What lies at some places of a job; superseded where a newer issue is there, whatever became of this one (R8).
SELECT artifacts.piece, kind, enclosure, issue, job, place, found, pieces.state AS piece_state,
       CASE WHEN EXISTS (
           SELECT 1 FROM artifacts AS newer
           WHERE newer.batch = artifacts.batch AND newer.piece = artifacts.piece AND newer.kind = artifacts.kind
             AND newer.enclosure = artifacts.enclosure AND newer.issue > artifacts.issue)
       THEN 'superseded' ELSE artifacts.state END AS state
FROM artifacts JOIN pieces ON pieces.batch = artifacts.batch AND pieces.piece = artifacts.piece
WHERE artifacts.batch = :batch AND job = :job AND place BETWEEN :first AND :last ORDER BY place;

-- name: pieces_by_expects
-- How many pieces that are still to be mailed expect the same enclosures.
SELECT expects, COUNT(*) AS pieces FROM pieces
WHERE batch = :batch AND state NOT IN ('withheld', 'lost') GROUP BY expects;

-- name: papers_printed
-- What has been printed for them: artifacts once each whatever the issue, of what was stamped whole documents.
SELECT kind, COUNT(*) AS papers FROM artifacts JOIN pieces ON pieces.batch = artifacts.batch AND pieces.piece = artifacts.piece
WHERE artifacts.batch = :batch AND issue = 1 AND kind <> 8 AND pieces.state NOT IN ('withheld', 'lost') GROUP BY kind
UNION ALL
SELECT 8 AS kind, COUNT(*) AS papers FROM stamped JOIN pieces ON pieces.batch = stamped.batch AND pieces.piece = stamped.piece
WHERE stamped.batch = :batch AND pieces.state NOT IN ('withheld', 'lost');

-- name: artifacts_of_kind
SELECT piece, enclosure, MAX(issue) AS issue FROM artifacts
WHERE batch = :batch AND kind = :kind AND piece BETWEEN :first AND :last GROUP BY piece, enclosure;

-- name: artifact_ended!
UPDATE artifacts SET state = :state
WHERE batch = :batch AND piece = :piece AND kind = :kind AND enclosure = :enclosure AND issue = :issue;

-- name: artifact_replaced!
-- What is torn or never was on paper is spoiled, what nobody can show superseded: the missing sheet may turn up.
-- What was declared spoiled or lost before stays so in the account (R10).
UPDATE artifacts SET state = CASE WHEN :state = 'lost' THEN 'superseded' ELSE 'spoiled' END
WHERE batch = :batch AND piece = :piece AND kind = :kind AND enclosure = :enclosure AND issue = :issue AND state = 'live';

-- name: artifact_found!
UPDATE artifacts SET found = 1
WHERE batch = :batch AND piece = :piece AND kind = :kind AND enclosure = :enclosure AND issue = :issue;

-- name: artifacts_not_found!
UPDATE artifacts SET found = 0 WHERE batch = :batch AND piece = :item;

-- name: artifact_account
-- R10, a line a kind, for a run of trays.
SELECT kind,
       COUNT(*) AS issued,
       SUM(CASE WHEN artifacts.state = 'live' AND pieces.state IN ('verified', 'sealed', 'handed_over') THEN 1 ELSE 0 END) AS used,
       SUM(CASE WHEN artifacts.state = 'spoiled' THEN 1 ELSE 0 END) AS spoiled,
       SUM(CASE WHEN artifacts.state = 'superseded' THEN 1 ELSE 0 END) AS superseded,
       SUM(CASE WHEN artifacts.state = 'live' AND pieces.state = 'withheld' AND found = 1 THEN 1 ELSE 0 END) AS withheld,
       SUM(CASE WHEN artifacts.state = 'lost' OR (artifacts.state = 'live' AND pieces.state = 'lost') THEN 1 ELSE 0 END) AS lost
FROM artifacts JOIN pieces ON pieces.batch = artifacts.batch AND pieces.piece = artifacts.piece
WHERE artifacts.batch = :batch AND pieces.tray BETWEEN :first_tray AND :last_tray
GROUP BY kind ORDER BY kind;

-- name: withheld_out
-- Live artifacts of withheld pieces that nobody has scanned in (R18).
SELECT artifacts.piece, pieces.tray, kind, enclosure, issue, pieces.last_entry
FROM artifacts JOIN pieces ON pieces.batch = artifacts.batch AND pieces.piece = artifacts.piece
WHERE artifacts.batch = :batch AND pieces.tray BETWEEN :first_tray AND :last_tray
  AND pieces.state = 'withheld' AND artifacts.state = 'live' AND found = 0
ORDER BY artifacts.piece, kind, enclosure;

-- name: printers
SELECT printer, texts.text AS name FROM printers LEFT JOIN texts ON texts.digest = printers.name ORDER BY printer;

-- name: printer_named!
INSERT INTO printers (printer, name) VALUES (:printer, :name);

-- name: printer_set!
INSERT INTO printer_sheets (printer, sheet, offset_x, offset_y, pitch_x, pitch_y, scale_x, scale_y, person, at)
VALUES (:printer, :sheet, :offset_x, :offset_y, :pitch_x, :pitch_y, :scale_x, :scale_y, :by, :at)
ON CONFLICT (printer, sheet) DO UPDATE SET
    offset_x = excluded.offset_x, offset_y = excluded.offset_y, pitch_x = excluded.pitch_x, pitch_y = excluded.pitch_y,
    scale_x = excluded.scale_x, scale_y = excluded.scale_y, person = excluded.person, at = excluded.at;

-- name: printer_sheet^
SELECT offset_x, offset_y, pitch_x, pitch_y, scale_x, scale_y FROM printer_sheets
WHERE printer = :printer AND sheet = :sheet;

-- name: printer_sheets
SELECT printer_sheets.printer, texts.text AS name, sheet, offset_x, offset_y, pitch_x, pitch_y, scale_x, scale_y, person, at
FROM printer_sheets JOIN printers ON printers.printer = printer_sheets.printer
LEFT JOIN texts ON texts.digest = printers.name
ORDER BY printer_sheets.printer, sheet;

-- name: stamped_of_piece
SELECT document, first_side, sides, per_sheet FROM stamped WHERE batch = :batch AND piece = :piece ORDER BY first_side;

-- name: stamped_between
SELECT piece, document, first_side, sides, per_sheet FROM stamped
WHERE batch = :batch AND piece BETWEEN :first AND :last ORDER BY piece, first_side;

-- name: stamped!
INSERT INTO stamped (batch, piece, document, first_side, sides, per_sheet)
VALUES (:batch, :piece, :document, :first_side, :sides, :per_sheet);

-- name: windows
SELECT windows.id, texts.text AS name, envelope, x, y, width, height, slip_x, slip_y, person
FROM windows LEFT JOIN texts ON texts.digest = windows.name ORDER BY windows.id;

-- name: window_set!
INSERT INTO windows (id, name, envelope, x, y, width, height, slip_x, slip_y, person)
VALUES (:window, :name, :envelope, :x, :y, :width, :height, :slip_x, :slip_y, :by)
ON CONFLICT (id) DO UPDATE SET
    name = excluded.name, envelope = excluded.envelope, x = excluded.x, y = excluded.y, width = excluded.width,
    height = excluded.height, slip_x = excluded.slip_x, slip_y = excluded.slip_y, person = excluded.person;
