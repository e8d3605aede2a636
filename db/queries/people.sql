-- name: office^
SELECT office.number, office.name AS digest, texts.text AS name
FROM office LEFT JOIN texts ON texts.digest = office.name;

-- name: office_pin_pad^
SELECT pin_pad FROM office;

-- name: office_pin_pad_set!
UPDATE office SET pin_pad = :allowed;

-- name: office_recovery^
SELECT recovery_failures, recovery_until, recoveries FROM office;

-- name: recovery_wrong!
UPDATE office SET recovery_failures = :failures, recovery_until = :until;

-- name: recovery_used!
UPDATE office SET recovery_failures = 0, recovery_until = '', recoveries = recoveries + 1;

-- name: seen_since
-- Who did something at or after a moment; whose PIN was entered wrong need not be who entered it.
SELECT DISTINCT person FROM entries WHERE at >= :since AND kind NOT IN ('pin-wrong', 'lock-begun-anew');

-- name: lock_begun_anew!
UPDATE people SET locked_until = :until WHERE person = :who;

-- name: office_made!
INSERT INTO office (id, number, name) VALUES (1, :number, :name);

-- name: person^
SELECT person, role, disabled, must_change, failures, locked_until, deputy_until, session
FROM people WHERE person = :person;

-- name: people
SELECT person, role, texts.text AS name, disabled, must_change, failures, locked_until, deputy_until, session
FROM people LEFT JOIN texts ON texts.digest = people.name ORDER BY person;

-- name: person_added!
INSERT INTO people (person, role, name, must_change) VALUES (:who, :role, :name, :must_change);

-- name: pin_set!
UPDATE people SET must_change = :must_change, failures = 0, locked_until = '' WHERE person = :who;

-- name: pin_wrong!
UPDATE people SET failures = :failures, locked_until = :until WHERE person = :who;

-- name: signed_in!
UPDATE people SET session = :entry, failures = 0, locked_until = '' WHERE person = :who;

-- name: pin_right!
UPDATE people SET failures = 0, locked_until = '' WHERE person = :who;

-- name: person_disabled!
UPDATE people SET disabled = 1 WHERE person = :who;

-- name: deputy_named!
UPDATE people SET deputy_until = :until WHERE person = :who;

-- name: secrets
SELECT name, hash FROM secrets ORDER BY name;

-- name: secret^
SELECT hash FROM secrets WHERE name = :name;

-- name: secret_removed!
DELETE FROM secrets WHERE name = :name;

-- name: secret_added!
INSERT INTO secrets (name, hash) VALUES (:name, :hash);

-- name: office_number^
SELECT number FROM office;
