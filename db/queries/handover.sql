-- name: offer^
SELECT offer, batch, offers.person, number, state, taken_by,
       (SELECT text FROM texts WHERE digest = destination) AS destination,
       (SELECT text FROM texts WHERE digest = mail_class) AS mail_class,
       (SELECT text FROM texts WHERE digest = outside) AS outside,
       (SELECT text FROM texts WHERE digest = receipt) AS receipt
FROM offers WHERE offer = :offer;

-- name: offers_of
SELECT offer, batch, person, number, state, taken_by,
       (SELECT text FROM texts WHERE digest = destination) AS destination,
       (SELECT text FROM texts WHERE digest = mail_class) AS mail_class,
       (SELECT text FROM texts WHERE digest = outside) AS outside
FROM offers WHERE batch = :batch ORDER BY offer;

-- name: last_offer^
SELECT COALESCE(MAX(offer), 0) AS last FROM offers;

-- name: offered!
INSERT INTO offers (offer, batch, person, destination, mail_class, number)
VALUES (:offer, :batch, :by, :destination, :mail_class, :number);

-- name: offer_replaced!
-- A piece stands in one open offer at most.
UPDATE offers SET state = 'replaced' WHERE batch = :batch AND state = 'open'
  AND offer IN (SELECT offer FROM pieces WHERE batch = :batch AND state = 'sealed' AND tray BETWEEN :first_tray AND :last_tray);

-- name: pieces_offered!
UPDATE pieces SET offer = :offer WHERE batch = :batch AND state = 'sealed' AND tray BETWEEN :first_tray AND :last_tray
  AND EXISTS (SELECT 1 FROM trays WHERE trays.batch = pieces.batch AND trays.tray = pieces.tray AND trays.released > 0);

-- name: pieces_to_offer^
SELECT COUNT(*) AS pieces FROM pieces JOIN trays ON trays.batch = pieces.batch AND trays.tray = pieces.tray
WHERE pieces.batch = :batch AND pieces.state = 'sealed' AND trays.released > 0
  AND pieces.tray BETWEEN :first_tray AND :last_tray;

-- name: pieces_in_offer^
SELECT COUNT(*) AS pieces FROM pieces JOIN trays ON trays.batch = pieces.batch AND trays.tray = pieces.tray
WHERE pieces.batch = :batch AND pieces.state = 'sealed' AND pieces.offer = :offer AND trays.released > 0;

-- name: offer_accepted!
UPDATE offers SET state = 'accepted', taken_by = :by, outside = :outside, receipt = :receipt WHERE offer = :offer;

-- name: pieces_handed_over!
UPDATE pieces SET state = 'handed_over', last_entry = :entry
WHERE batch = :batch AND state = 'sealed' AND offer = :offer;
