-- name: last_proposal^
SELECT COALESCE(MAX(proposal), 0) AS last FROM proposals;

-- name: proposal^
SELECT proposal, batch, act, params, witness, person, at, entry, state FROM proposals WHERE proposal = :proposal;

-- name: proposals_open
SELECT proposal, batch, act, params, witness, person, at, entry, state FROM proposals
WHERE state = 'open' AND (:batch < 0 OR batch = :batch) ORDER BY proposal;

-- name: proposed!
INSERT INTO proposals (proposal, batch, act, params, witness, person, at, entry)
VALUES (:proposal, :batch, :act, :params, :witness, :by, :at, :entry);

-- name: proposal_ended!
UPDATE proposals SET state = :state WHERE proposal = :proposal;
