-- The ledger: append-only, and all that the derived tables below are made from (R24).
CREATE TABLE chains (
    chain INTEGER PRIMARY KEY,
    count INTEGER NOT NULL,
    head TEXT NOT NULL,
    at TEXT NOT NULL,
    clock_back INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE entries (
    chain INTEGER NOT NULL,
    number INTEGER NOT NULL,
    at TEXT NOT NULL,
    desk TEXT NOT NULL,
    person INTEGER NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    id TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (chain, number)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER entries_are_not_changed BEFORE UPDATE ON entries
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only (R24)'); END;

CREATE TRIGGER entries_are_not_removed BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only (R24)'); END;

-- Erasable: free text, names and odd scans; the ledger holds commitments to them (R25).
CREATE TABLE texts (
    digest TEXT PRIMARY KEY,
    batch INTEGER NOT NULL,
    salt TEXT NOT NULL,
    text TEXT NOT NULL
) STRICT;

-- Erasable: the list itself. Its fingerprint stands in the ledger.
CREATE TABLE records (
    batch INTEGER NOT NULL,
    version INTEGER NOT NULL,
    record INTEGER NOT NULL,
    piece INTEGER NOT NULL,
    fields TEXT NOT NULL,
    PRIMARY KEY (batch, version, record)
) STRICT;
CREATE INDEX records_by_piece ON records (batch, version, piece);

CREATE TABLE findings (
    batch INTEGER NOT NULL,
    version INTEGER NOT NULL,
    finding INTEGER NOT NULL,
    code TEXT NOT NULL,
    severity TEXT NOT NULL,
    records TEXT NOT NULL,
    columns TEXT NOT NULL,
    details TEXT NOT NULL,
    PRIMARY KEY (batch, version, finding)
) STRICT;

CREATE TABLE own_numbers (
    batch INTEGER NOT NULL,
    piece INTEGER NOT NULL,
    enclosure INTEGER NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (batch, piece, enclosure)
) STRICT;
CREATE INDEX own_numbers_by_value ON own_numbers (batch, value);

CREATE TABLE differences (
    batch INTEGER NOT NULL,
    version INTEGER NOT NULL,
    comparison INTEGER NOT NULL,
    side TEXT NOT NULL,
    key TEXT NOT NULL,
    record INTEGER NOT NULL,
    PRIMARY KEY (batch, version, comparison, side, record)
) STRICT;

-- Secrets: never in the ledger, never exported.
CREATE TABLE secrets (
    name TEXT PRIMARY KEY,
    hash TEXT NOT NULL
) STRICT;

-- Derived: what the entries say, kept for quick reading. Replaying the entries gives these again.
CREATE TABLE office (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    pin_pad INTEGER NOT NULL DEFAULT 0,
    recovery_failures INTEGER NOT NULL DEFAULT 0,
    recovery_until TEXT NOT NULL DEFAULT '',
    recoveries INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE office_fonts (
    place INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL,
    name TEXT NOT NULL,
    size INTEGER NOT NULL,
    face INTEGER NOT NULL
) STRICT;

CREATE TABLE people (
    person INTEGER PRIMARY KEY,
    role TEXT NOT NULL,
    name TEXT NOT NULL,
    disabled INTEGER NOT NULL DEFAULT 0,
    must_change INTEGER NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0,
    locked_until TEXT NOT NULL DEFAULT '',
    deputy_until TEXT NOT NULL DEFAULT '',
    session INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE batches (
    batch INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    documents TEXT NOT NULL,
    tray_size INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 0,
    approved_version INTEGER NOT NULL DEFAULT 0,
    pieces INTEGER NOT NULL DEFAULT 0,
    printed INTEGER NOT NULL DEFAULT 0,
    stopped INTEGER NOT NULL DEFAULT 0,
    closed INTEGER NOT NULL DEFAULT 0,
    abandoned INTEGER NOT NULL DEFAULT 0,
    supervisor_may_check INTEGER NOT NULL DEFAULT 0,
    ended_at TEXT NOT NULL DEFAULT '',
    erased INTEGER NOT NULL DEFAULT 0,
    cleaned INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE versions (
    batch INTEGER NOT NULL,
    version INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    encoding TEXT NOT NULL,
    records INTEGER NOT NULL,
    pieces INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    mapping TEXT NOT NULL,
    origin TEXT NOT NULL,
    headings TEXT NOT NULL,
    imported_by INTEGER NOT NULL,
    imported_at TEXT NOT NULL,
    withholding TEXT NOT NULL DEFAULT '',
    compared INTEGER NOT NULL DEFAULT 0,
    approved_by INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (batch, version)
) STRICT;

CREATE TABLE settled (
    batch INTEGER NOT NULL,
    version INTEGER NOT NULL,
    finding INTEGER NOT NULL,
    how TEXT NOT NULL,
    person INTEGER NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (batch, version, finding)
) STRICT;

CREATE TABLE explained (
    batch INTEGER NOT NULL,
    version INTEGER NOT NULL,
    comparison INTEGER NOT NULL,
    side TEXT NOT NULL,
    record INTEGER NOT NULL,
    person INTEGER NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (batch, version, comparison, side, record)
) STRICT;

CREATE TABLE withheld (
    batch INTEGER NOT NULL,
    version INTEGER NOT NULL,
    piece INTEGER NOT NULL,
    person INTEGER NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (batch, version, piece)
) STRICT;

CREATE TABLE pieces (
    batch INTEGER NOT NULL,
    piece INTEGER NOT NULL,
    tray INTEGER NOT NULL,
    state TEXT NOT NULL,
    expects TEXT NOT NULL,
    attention INTEGER NOT NULL DEFAULT 0,
    by_hand INTEGER NOT NULL DEFAULT 0,
    first_by INTEGER NOT NULL DEFAULT 0,
    first_desk TEXT NOT NULL DEFAULT '',
    first_entry INTEGER NOT NULL DEFAULT 0,
    second_by INTEGER NOT NULL DEFAULT 0,
    second_desk TEXT NOT NULL DEFAULT '',
    second_entry INTEGER NOT NULL DEFAULT 0,
    sealed_by INTEGER NOT NULL DEFAULT 0,
    held_by INTEGER NOT NULL DEFAULT 0,
    held_entry INTEGER NOT NULL DEFAULT 0,
    answers TEXT NOT NULL DEFAULT '',
    seen TEXT NOT NULL DEFAULT '',
    typed INTEGER NOT NULL DEFAULT 0,
    offer INTEGER NOT NULL DEFAULT 0,
    last_entry INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (batch, piece)
) STRICT;
CREATE INDEX pieces_by_tray ON pieces (batch, tray, state);

CREATE TABLE trays (
    batch INTEGER NOT NULL,
    tray INTEGER NOT NULL,
    first_piece INTEGER NOT NULL,
    last_piece INTEGER NOT NULL,
    changed INTEGER NOT NULL DEFAULT 0,
    differed INTEGER NOT NULL DEFAULT 0,
    differences INTEGER NOT NULL DEFAULT 0,
    released INTEGER NOT NULL DEFAULT 0,
    handed INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (batch, tray)
) STRICT;

CREATE TABLE counts (
    batch INTEGER NOT NULL,
    entry INTEGER NOT NULL,
    tray INTEGER NOT NULL,
    what TEXT NOT NULL,
    person INTEGER NOT NULL,
    number INTEGER NOT NULL,
    scanned INTEGER NOT NULL,
    PRIMARY KEY (batch, entry)
) STRICT;
CREATE INDEX counts_by_tray ON counts (batch, tray, what);

CREATE TABLE jobs (
    batch INTEGER NOT NULL,
    job INTEGER NOT NULL,
    kind TEXT NOT NULL,
    sheet TEXT NOT NULL,
    pages INTEGER NOT NULL,
    artifacts INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    labels INTEGER NOT NULL,
    start_at INTEGER NOT NULL,
    first_piece INTEGER NOT NULL,
    last_piece INTEGER NOT NULL,
    customer_codes INTEGER NOT NULL,
    person INTEGER NOT NULL,
    at TEXT NOT NULL,
    entry INTEGER NOT NULL,
    PRIMARY KEY (batch, job)
) STRICT;

CREATE TABLE artifacts (
    batch INTEGER NOT NULL,
    piece INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    enclosure INTEGER NOT NULL,
    issue INTEGER NOT NULL,
    job INTEGER NOT NULL,
    place INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'live',
    found INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (batch, piece, kind, enclosure, issue)
) STRICT, WITHOUT ROWID;
CREATE INDEX artifacts_by_job ON artifacts (batch, job, place);

-- A document of another system on which every side was stamped: which sides of the piece are its, and how they share sheets.
CREATE TABLE stamped (
    batch INTEGER NOT NULL,
    piece INTEGER NOT NULL,
    document INTEGER NOT NULL,
    first_side INTEGER NOT NULL,
    sides INTEGER NOT NULL,
    per_sheet INTEGER NOT NULL,
    PRIMARY KEY (batch, piece, document)
) STRICT;

CREATE TABLE desks (
    batch INTEGER NOT NULL,
    desk TEXT NOT NULL,
    kind TEXT NOT NULL,
    person INTEGER NOT NULL,
    session INTEGER NOT NULL,
    open INTEGER NOT NULL,
    held TEXT NOT NULL DEFAULT '',
    held_pieces TEXT NOT NULL DEFAULT '',
    set_piece INTEGER NOT NULL DEFAULT 0,
    set_enclosures TEXT NOT NULL DEFAULT '',
    asks TEXT NOT NULL DEFAULT '',
    answers TEXT NOT NULL DEFAULT '',
    last_code TEXT NOT NULL DEFAULT '',
    last_at TEXT NOT NULL DEFAULT '',
    pin_tray INTEGER NOT NULL DEFAULT 0,
    tray INTEGER NOT NULL DEFAULT 0,
    last_done INTEGER NOT NULL DEFAULT 0,
    voided INTEGER NOT NULL DEFAULT 0,
    recent TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (batch, desk)
) STRICT;

-- Sets of dummy pieces, outside the list and every count. state is how far the checks of the set came.
CREATE TABLE planted (
    batch INTEGER NOT NULL,
    number INTEGER NOT NULL,
    second INTEGER NOT NULL,
    wrong TEXT NOT NULL,
    tray INTEGER NOT NULL,
    expects TEXT NOT NULL,
    words TEXT NOT NULL,
    state TEXT NOT NULL,
    first_by INTEGER NOT NULL,
    second_by INTEGER NOT NULL DEFAULT 0,
    first_seen TEXT NOT NULL DEFAULT '',
    outcome TEXT NOT NULL DEFAULT '',
    seconds INTEGER NOT NULL DEFAULT 0,
    waits_at TEXT NOT NULL DEFAULT '',
    waits_since TEXT NOT NULL DEFAULT '',
    person INTEGER NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (batch, number)
) STRICT;

-- found: 1 scanned in, 2 two people said that nobody can show it.
CREATE TABLE planted_papers (
    batch INTEGER NOT NULL,
    number INTEGER NOT NULL,
    piece INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    enclosure INTEGER NOT NULL,
    issue INTEGER NOT NULL,
    found INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (batch, piece, kind, enclosure, issue)
) STRICT;

CREATE TABLE proposals (
    proposal INTEGER PRIMARY KEY,
    batch INTEGER NOT NULL,
    act TEXT NOT NULL,
    params TEXT NOT NULL,
    witness TEXT NOT NULL,
    person INTEGER NOT NULL,
    at TEXT NOT NULL,
    entry INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'open'
) STRICT;

CREATE TABLE offers (
    offer INTEGER PRIMARY KEY,
    batch INTEGER NOT NULL,
    person INTEGER NOT NULL,
    destination TEXT NOT NULL,
    mail_class TEXT NOT NULL,
    number INTEGER NOT NULL,
    taken_by INTEGER NOT NULL DEFAULT 0,
    outside TEXT NOT NULL DEFAULT '',
    receipt TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT 'open'
) STRICT;

-- A printer's name lies in texts; lengths are thousandths of a millimetre, scales of a per cent.
CREATE TABLE printers (
    printer INTEGER PRIMARY KEY,
    name TEXT NOT NULL
) STRICT;

CREATE TABLE printer_sheets (
    printer INTEGER NOT NULL,
    sheet TEXT NOT NULL,
    offset_x INTEGER NOT NULL,
    offset_y INTEGER NOT NULL,
    pitch_x INTEGER NOT NULL,
    pitch_y INTEGER NOT NULL,
    scale_x INTEGER NOT NULL,
    scale_y INTEGER NOT NULL,
    person INTEGER NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (printer, sheet)
) STRICT;

-- Windows of the office's own envelopes. The name lies in texts; lengths are thousandths of a millimetre, -1: the envelope's own slip.
CREATE TABLE windows (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    envelope TEXT NOT NULL,
    x INTEGER NOT NULL,
    y INTEGER NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    slip_x INTEGER NOT NULL,
    slip_y INTEGER NOT NULL,
    person INTEGER NOT NULL
) STRICT;
