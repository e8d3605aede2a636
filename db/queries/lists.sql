-- name: batch^
SELECT batch, tray_size, version, approved_version, pieces, printed, stopped, closed, abandoned, supervisor_may_check,
       ended_at, erased, cleaned
FROM batches WHERE batch = :batch;

-- name: batch_texts^
SELECT (SELECT text FROM texts WHERE digest = batches.name) AS name,
       (SELECT text FROM texts WHERE digest = batches.documents) AS documents
FROM batches WHERE batch = :batch;

-- name: batches
SELECT batches.batch, tray_size, version, approved_version, pieces, printed, stopped, closed, abandoned, supervisor_may_check,
       ended_at, erased, cleaned, texts.text AS name
FROM batches LEFT JOIN texts ON texts.digest = batches.name ORDER BY batches.batch;

-- name: batch_created!
INSERT INTO batches (batch, name, documents, tray_size) VALUES (:batch, :name, :documents, :tray_size);

-- name: batch_closed!
UPDATE batches SET closed = 1, ended_at = :at WHERE batch = :batch;

-- name: batch_abandoned!
UPDATE batches SET abandoned = 1, ended_at = :at WHERE batch = :batch;

-- name: batch_erased!
UPDATE batches SET erased = 1 WHERE batch = :batch;

-- name: batch_cleaned!
UPDATE batches SET cleaned = 1 WHERE batch = :batch;

-- name: batch_stopped!
UPDATE batches SET stopped = 1 WHERE batch = :batch;

-- name: batch_resumed!
UPDATE batches SET stopped = 0 WHERE batch = :batch;

-- name: policy_changed!
UPDATE batches SET supervisor_may_check = :supervisor_may_check WHERE batch = :batch;

-- name: version^
SELECT batch, version, sha256, encoding, records, pieces, fingerprint, mapping, origin, imported_by, imported_at,
       withholding, compared, approved_by
FROM versions WHERE batch = :batch AND version = :version;

-- name: list_imported!
INSERT INTO versions (batch, version, sha256, encoding, records, pieces, fingerprint, mapping, origin, headings, imported_by, imported_at)
VALUES (:batch, :version, :sha256, :encoding, :records, :pieces, :fingerprint, :mapping, :origin, :headings, :by, :at);

-- name: last_mapping^
-- The newest mapping of a list with these headings whose batch was not erased.
SELECT texts.text AS mapping FROM versions JOIN texts ON texts.digest = versions.mapping
WHERE versions.headings = :headings ORDER BY versions.imported_at DESC, versions.batch DESC, versions.version DESC LIMIT 1;

-- name: batch_version!
UPDATE batches SET version = :version, approved_version = 0 WHERE batch = :batch;

-- name: record_kept!
INSERT INTO records (batch, version, record, piece, fields) VALUES (:batch, :version, :record, :piece, :fields);

-- name: records_of
SELECT record, piece, fields FROM records WHERE batch = :batch AND version = :version ORDER BY record;

-- name: records_from
-- A page of a list, however long it is.
SELECT record, piece, fields FROM records
WHERE batch = :batch AND version = :version AND record > :after ORDER BY record LIMIT :limit;

-- name: pieces_of_records
SELECT record, piece FROM records WHERE batch = :batch AND version = :version ORDER BY record;

-- name: record^
SELECT record, piece, fields FROM records WHERE batch = :batch AND version = :version AND record = :record;

-- name: records_between
SELECT record, piece, fields FROM records
WHERE batch = :batch AND version = :version AND piece BETWEEN :first AND :last ORDER BY piece, record;

-- name: finding_kept!
INSERT INTO findings (batch, version, finding, code, severity, records, columns, details)
VALUES (:batch, :version, :finding, :code, :severity, :records, :columns, :details);

-- name: findings
SELECT findings.finding, findings.version, code, severity, records, columns, details, COALESCE(settled.how, '') AS how,
       COALESCE(settled.person, 0) AS settled_by, COALESCE(texts.text, '') AS reason
FROM findings LEFT JOIN settled
  ON settled.batch = findings.batch AND settled.version = findings.version AND settled.finding = findings.finding
LEFT JOIN texts ON texts.digest = settled.reason
WHERE findings.batch = :batch AND findings.version = :version ORDER BY findings.finding;

-- name: finding_settled!
INSERT INTO settled (batch, version, finding, how, person, reason)
VALUES (:batch, :version, :item, :how, :by, :reason);

-- name: difference_kept!
INSERT INTO differences (batch, version, comparison, side, key, record)
VALUES (:batch, :version, :comparison, :side, :key, :record);

-- name: differences
-- A difference that is missing from the list stands in the control file: no piece of ours is its.
SELECT differences.comparison, differences.side, key, differences.record, COALESCE(explained.person, 0) AS explained_by,
       COALESCE(texts.text, '') AS reason, COALESCE(records.piece, 0) AS piece
FROM differences LEFT JOIN explained
  ON explained.batch = differences.batch AND explained.version = differences.version
 AND explained.comparison = differences.comparison AND explained.side = differences.side
 AND explained.record = differences.record
LEFT JOIN texts ON texts.digest = explained.reason
LEFT JOIN records ON records.batch = differences.batch AND records.version = differences.version
 AND records.record = differences.record AND differences.side <> 'missing'
WHERE differences.batch = :batch AND differences.version = :version
ORDER BY differences.comparison, differences.side, differences.record;

-- name: difference_explained!
INSERT INTO explained (batch, version, comparison, side, record, person, reason)
VALUES (:batch, :version, :comparison, :side, :item, :by, :reason);

-- name: withholding_answered!
UPDATE versions SET withholding = :how WHERE batch = :batch AND version = :version;

-- name: rows_compared!
UPDATE versions SET compared = 1 WHERE batch = :batch AND version = :version;

-- name: withheld_rows
SELECT piece, person, texts.text AS reason, withheld.reason AS digest FROM withheld LEFT JOIN texts ON texts.digest = withheld.reason
WHERE withheld.batch = :batch AND version = :version ORDER BY piece;

-- name: withheld_added!
-- A piece withheld again is withheld for the newest reason (R4).
INSERT INTO withheld (batch, version, piece, person, reason) VALUES (:batch, :version, :item, :by, :reason)
ON CONFLICT (batch, version, piece) DO UPDATE SET person = excluded.person, reason = excluded.reason;

-- name: withheld_removed!
DELETE FROM withheld WHERE batch = :batch AND version = :version AND piece = :item;

-- name: list_approved!
UPDATE versions SET approved_by = :by WHERE batch = :batch AND version = :version;

-- name: batch_approved!
UPDATE batches SET approved_version = :version, pieces = :pieces WHERE batch = :batch;

-- name: piece_listed!
INSERT INTO pieces (batch, piece, tray, state, expects) VALUES (:batch, :piece, :tray, 'waiting', :expects);

-- name: tray_made!
INSERT INTO trays (batch, tray, first_piece, last_piece, changed)
VALUES (:batch, :tray, :first_piece, :last_piece, :changed);

-- name: attention_marked!
UPDATE pieces SET attention = 1 WHERE batch = :batch AND piece = :item;

-- name: by_hand_marked!
UPDATE pieces SET by_hand = 1 WHERE batch = :batch AND piece = :item;

-- name: own_number_kept!
INSERT INTO own_numbers (batch, piece, enclosure, value) VALUES (:batch, :piece, :enclosure, :value);

-- name: own_number
-- Two equal rows carry the same number: the one that is mailed comes before the one that is not (R3, R4).
SELECT o.piece, o.enclosure, p.state
FROM own_numbers AS o JOIN pieces AS p ON p.batch = o.batch AND p.piece = o.piece
WHERE o.batch = :batch AND o.value = :value
ORDER BY CASE WHEN p.state IN ('withheld', 'lost') THEN 1 ELSE 0 END, o.piece, o.enclosure;

-- name: own_numbers_from
-- A page of a batch's documents' own numbers.
SELECT piece, enclosure, value FROM own_numbers
WHERE batch = :batch AND (piece, enclosure) > (:piece, :enclosure) ORDER BY piece, enclosure LIMIT :limit;

-- name: pieces_cleared!
-- A new version before the first print job: the pieces of an approval that no longer holds go (R1).
DELETE FROM pieces WHERE batch = :batch;

-- name: trays_cleared!
DELETE FROM trays WHERE batch = :batch;

-- name: own_numbers_cleared!
DELETE FROM own_numbers WHERE batch = :batch;

-- name: kinds_of_findings
SELECT severity, COUNT(*) AS findings FROM findings WHERE batch = :batch AND version = :version GROUP BY severity;

-- name: last_comparison^
-- A comparison without differences leaves no row but its entry: its number is not used again.
SELECT COUNT(*) AS last FROM entries WHERE chain = :batch AND kind = 'list-compared';

-- name: records_erased!
DELETE FROM records WHERE batch = :batch;

-- name: findings_erased!
DELETE FROM findings WHERE batch = :batch;

-- name: own_numbers_erased!
DELETE FROM own_numbers WHERE batch = :batch;

-- name: differences_erased!
DELETE FROM differences WHERE batch = :batch;

-- name: newest_before^
-- When the newest entry of all chains before a moment was made.
SELECT MAX(at) AS at FROM entries WHERE at < :at;

-- name: texts_erased!
DELETE FROM texts WHERE batch = :batch;

-- name: left_of_erased
SELECT 'records' AS name WHERE EXISTS (SELECT 1 FROM records WHERE batch = :batch)
UNION ALL SELECT 'findings' WHERE EXISTS (SELECT 1 FROM findings WHERE batch = :batch)
UNION ALL SELECT 'own_numbers' WHERE EXISTS (SELECT 1 FROM own_numbers WHERE batch = :batch)
UNION ALL SELECT 'differences' WHERE EXISTS (SELECT 1 FROM differences WHERE batch = :batch)
UNION ALL SELECT 'texts' WHERE EXISTS (SELECT 1 FROM texts WHERE batch = :batch);
