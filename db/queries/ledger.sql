-- name: head^
-- Where a chain ends.
SELECT chain, count, head, at, clock_back FROM chains WHERE chain = :chain;

-- name: heads
-- Every chain's end, the office's first.
SELECT chain, count, head, at, clock_back FROM chains ORDER BY chain;

-- name: chain_begin!
INSERT INTO chains (chain, count, head, at) VALUES (:chain, 0, :head, '');

-- name: head_moved!
UPDATE chains SET count = :count, head = :head, at = :at, clock_back = :clock_back WHERE chain = :chain;

-- name: entry_added!
INSERT INTO entries (chain, number, at, desk, person, kind, body, id, previous, hash)
VALUES (:chain, :number, :at, :desk, :person, :kind, :body, :id, :previous, :hash);

-- name: entries_from
-- One page of a chain, in order.
SELECT chain, number, at, desk, person, kind, body, id, previous, hash FROM entries
WHERE chain = :chain AND number > :after ORDER BY number LIMIT :limit;

-- name: entry^
SELECT chain, number, at, desk, person, kind, body, id, previous, hash FROM entries
WHERE chain = :chain AND number = :number;

-- name: entries_of_person
SELECT chain, number, at, desk, person, kind, body, id, previous, hash FROM entries
WHERE person = :person ORDER BY at, chain, number;

-- name: entries_between
SELECT chain, number, at, desk, person, kind, body, id, previous, hash FROM entries
WHERE at >= :since AND at <= :until ORDER BY at, chain, number;

-- name: text_kept!
INSERT INTO texts (digest, batch, salt, text) VALUES (:digest, :batch, :salt, :text);

-- name: text^
SELECT digest, batch, salt, text FROM texts WHERE digest = :digest;

-- name: entries_of_kind
SELECT chain, number, at, desk, person, kind, body, id, previous, hash FROM entries
WHERE chain = :chain AND kind = :kind ORDER BY number;

-- name: chain_above^
-- The next chain that has an entry; a chain without a row in chains is one too.
SELECT MIN(chain) AS chain FROM entries WHERE chain > :after;

-- name: texts_from
-- A page of the erasable texts, for whoever compares them all with their digests.
SELECT digest, batch, salt, text FROM texts WHERE digest > :after ORDER BY digest LIMIT :limit;
