-- The same tables as in migrations/sqlite, column by column (tests/stores/test_schemas.py holds them together).
-- Whole numbers are bigint and text sorts by code point whatever the server's locale, as SQLite has them.
-- The ledger: append-only, and all that the derived tables below are made from (R24).
CREATE TABLE chains (
    chain bigint PRIMARY KEY,
    count bigint NOT NULL,
    head text COLLATE "C" NOT NULL,
    at text COLLATE "C" NOT NULL,
    clock_back bigint NOT NULL DEFAULT 0
);

CREATE TABLE entries (
    chain bigint NOT NULL,
    number bigint NOT NULL,
    at text COLLATE "C" NOT NULL,
    desk text COLLATE "C" NOT NULL,
    person bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    body text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    previous text COLLATE "C" NOT NULL,
    hash text COLLATE "C" NOT NULL,
    PRIMARY KEY (chain, number)
);

CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only (R24)' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER entries_are_not_changed BEFORE UPDATE OR DELETE ON entries
FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only();

CREATE TRIGGER entries_are_not_removed BEFORE TRUNCATE ON entries
FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();

-- Erasable: free text, names and odd scans; the ledger holds commitments to them (R25).
CREATE TABLE texts (
    digest text COLLATE "C" PRIMARY KEY,
    batch bigint NOT NULL,
    salt text COLLATE "C" NOT NULL,
    text text COLLATE "C" NOT NULL
);

-- Erasable: the list itself. Its fingerprint stands in the ledger.
CREATE TABLE records (
    batch bigint NOT NULL,
    version bigint NOT NULL,
    record bigint NOT NULL,
    piece bigint NOT NULL,
    fields text COLLATE "C" NOT NULL,
    PRIMARY KEY (batch, version, record)
);
CREATE INDEX records_by_piece ON records (batch, version, piece);

CREATE TABLE findings (
    batch bigint NOT NULL,
    version bigint NOT NULL,
    finding bigint NOT NULL,
    code text COLLATE "C" NOT NULL,
    severity text COLLATE "C" NOT NULL,
    records text COLLATE "C" NOT NULL,
    columns text COLLATE "C" NOT NULL,
    details text COLLATE "C" NOT NULL,
    PRIMARY KEY (batch, version, finding)
);

CREATE TABLE own_numbers (
    batch bigint NOT NULL,
    piece bigint NOT NULL,
    enclosure bigint NOT NULL,
    value text COLLATE "C" NOT NULL,
    PRIMARY KEY (batch, piece, enclosure)
);
CREATE INDEX own_numbers_by_value ON own_numbers (batch, value);

CREATE TABLE differences (
    batch bigint NOT NULL,
    version bigint NOT NULL,
    comparison bigint NOT NULL,
    side text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    record bigint NOT NULL,
    PRIMARY KEY (batch, version, comparison, side, record)
);

-- Secrets: never in the ledger, never exported.
CREATE TABLE secrets (
    name text COLLATE "C" PRIMARY KEY,
    hash text COLLATE "C" NOT NULL
);

-- Derived: what the entries say, kept for quick reading. Replaying the entries gives these again.
CREATE TABLE office (
    id bigint PRIMARY KEY CHECK (id = 1),
    number bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    pin_pad bigint NOT NULL DEFAULT 0,
    recovery_failures bigint NOT NULL DEFAULT 0,
    recovery_until text COLLATE "C" NOT NULL DEFAULT '',
    recoveries bigint NOT NULL DEFAULT 0
);

CREATE TABLE office_fonts (
    place bigint PRIMARY KEY,
    sha256 text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    size bigint NOT NULL,
    face bigint NOT NULL
);

CREATE TABLE people (
    person bigint PRIMARY KEY,
    role text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    disabled bigint NOT NULL DEFAULT 0,
    must_change bigint NOT NULL,
    failures bigint NOT NULL DEFAULT 0,
    locked_until text COLLATE "C" NOT NULL DEFAULT '',
    deputy_until text COLLATE "C" NOT NULL DEFAULT '',
    session bigint NOT NULL DEFAULT 0
);

CREATE TABLE batches (
    batch bigint PRIMARY KEY,
    name text COLLATE "C" NOT NULL,
    documents text COLLATE "C" NOT NULL,
    tray_size bigint NOT NULL,
    version bigint NOT NULL DEFAULT 0,
    approved_version bigint NOT NULL DEFAULT 0,
    pieces bigint NOT NULL DEFAULT 0,
    printed bigint NOT NULL DEFAULT 0,
    stopped bigint NOT NULL DEFAULT 0,
    closed bigint NOT NULL DEFAULT 0,
    abandoned bigint NOT NULL DEFAULT 0,
    supervisor_may_check bigint NOT NULL DEFAULT 0,
    ended_at text COLLATE "C" NOT NULL DEFAULT '',
    erased bigint NOT NULL DEFAULT 0,
    cleaned bigint NOT NULL DEFAULT 0
);

CREATE TABLE versions (
    batch bigint NOT NULL,
    version bigint NOT NULL,
    sha256 text COLLATE "C" NOT NULL,
    encoding text COLLATE "C" NOT NULL,
    records bigint NOT NULL,
    pieces bigint NOT NULL,
    fingerprint text COLLATE "C" NOT NULL,
    mapping text COLLATE "C" NOT NULL,
    origin text COLLATE "C" NOT NULL,
    headings text COLLATE "C" NOT NULL,
    imported_by bigint NOT NULL,
    imported_at text COLLATE "C" NOT NULL,
    withholding text COLLATE "C" NOT NULL DEFAULT '',
    compared bigint NOT NULL DEFAULT 0,
    approved_by bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (batch, version)
);

CREATE TABLE settled (
    batch bigint NOT NULL,
    version bigint NOT NULL,
    finding bigint NOT NULL,
    how text COLLATE "C" NOT NULL,
    person bigint NOT NULL,
    reason text COLLATE "C" NOT NULL,
    PRIMARY KEY (batch, version, finding)
);

CREATE TABLE explained (
    batch bigint NOT NULL,
    version bigint NOT NULL,
    comparison bigint NOT NULL,
    side text COLLATE "C" NOT NULL,
    record bigint NOT NULL,
    person bigint NOT NULL,
    reason text COLLATE "C" NOT NULL,
    PRIMARY KEY (batch, version, comparison, side, record)
);

CREATE TABLE withheld (
    batch bigint NOT NULL,
    version bigint NOT NULL,
    piece bigint NOT NULL,
    person bigint NOT NULL,
    reason text COLLATE "C" NOT NULL,
    PRIMARY KEY (batch, version, piece)
);

CREATE TABLE pieces (
    batch bigint NOT NULL,
    piece bigint NOT NULL,
    tray bigint NOT NULL,
    state text COLLATE "C" NOT NULL,
    expects text COLLATE "C" NOT NULL,
    attention bigint NOT NULL DEFAULT 0,
    by_hand bigint NOT NULL DEFAULT 0,
    first_by bigint NOT NULL DEFAULT 0,
    first_desk text COLLATE "C" NOT NULL DEFAULT '',
    first_entry bigint NOT NULL DEFAULT 0,
    second_by bigint NOT NULL DEFAULT 0,
    second_desk text COLLATE "C" NOT NULL DEFAULT '',
    second_entry bigint NOT NULL DEFAULT 0,
    sealed_by bigint NOT NULL DEFAULT 0,
    held_by bigint NOT NULL DEFAULT 0,
    held_entry bigint NOT NULL DEFAULT 0,
    answers text COLLATE "C" NOT NULL DEFAULT '',
    seen text COLLATE "C" NOT NULL DEFAULT '',
    typed bigint NOT NULL DEFAULT 0,
    offer bigint NOT NULL DEFAULT 0,
    last_entry bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (batch, piece)
);
CREATE INDEX pieces_by_tray ON pieces (batch, tray, state);

CREATE TABLE trays (
    batch bigint NOT NULL,
    tray bigint NOT NULL,
    first_piece bigint NOT NULL,
    last_piece bigint NOT NULL,
    changed bigint NOT NULL DEFAULT 0,
    differed bigint NOT NULL DEFAULT 0,
    differences bigint NOT NULL DEFAULT 0,
    released bigint NOT NULL DEFAULT 0,
    handed bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (batch, tray)
);

CREATE TABLE counts (
    batch bigint NOT NULL,
    entry bigint NOT NULL,
    tray bigint NOT NULL,
    what text COLLATE "C" NOT NULL,
    person bigint NOT NULL,
    number bigint NOT NULL,
    scanned bigint NOT NULL,
    PRIMARY KEY (batch, entry)
);
CREATE INDEX counts_by_tray ON counts (batch, tray, what);

CREATE TABLE jobs (
    batch bigint NOT NULL,
    job bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    sheet text COLLATE "C" NOT NULL,
    pages bigint NOT NULL,
    artifacts bigint NOT NULL,
    sha256 text COLLATE "C" NOT NULL,
    labels bigint NOT NULL,
    start_at bigint NOT NULL,
    first_piece bigint NOT NULL,
    last_piece bigint NOT NULL,
    customer_codes bigint NOT NULL,
    person bigint NOT NULL,
    at text COLLATE "C" NOT NULL,
    entry bigint NOT NULL,
    PRIMARY KEY (batch, job)
);

CREATE TABLE artifacts (
    batch bigint NOT NULL,
    piece bigint NOT NULL,
    kind bigint NOT NULL,
    enclosure bigint NOT NULL,
    issue bigint NOT NULL,
    job bigint NOT NULL,
    place bigint NOT NULL,
    state text COLLATE "C" NOT NULL DEFAULT 'live',
    found bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (batch, piece, kind, enclosure, issue)
);
CREATE INDEX artifacts_by_job ON artifacts (batch, job, place);

-- A document of another system on which every side was stamped: which sides of the piece are its, and how they share sheets.
CREATE TABLE stamped (
    batch bigint NOT NULL,
    piece bigint NOT NULL,
    document bigint NOT NULL,
    first_side bigint NOT NULL,
    sides bigint NOT NULL,
    per_sheet bigint NOT NULL,
    PRIMARY KEY (batch, piece, document)
);

CREATE TABLE desks (
    batch bigint NOT NULL,
    desk text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    person bigint NOT NULL,
    session bigint NOT NULL,
    open bigint NOT NULL,
    held text COLLATE "C" NOT NULL DEFAULT '',
    held_pieces text COLLATE "C" NOT NULL DEFAULT '',
    set_piece bigint NOT NULL DEFAULT 0,
    set_enclosures text COLLATE "C" NOT NULL DEFAULT '',
    asks text COLLATE "C" NOT NULL DEFAULT '',
    answers text COLLATE "C" NOT NULL DEFAULT '',
    last_code text COLLATE "C" NOT NULL DEFAULT '',
    last_at text COLLATE "C" NOT NULL DEFAULT '',
    pin_tray bigint NOT NULL DEFAULT 0,
    tray bigint NOT NULL DEFAULT 0,
    last_done bigint NOT NULL DEFAULT 0,
    voided bigint NOT NULL DEFAULT 0,
    recent text COLLATE "C" NOT NULL DEFAULT '',
    PRIMARY KEY (batch, desk)
);

-- Sets of dummy pieces, outside the list and every count. state is how far the checks of the set came.
CREATE TABLE planted (
    batch bigint NOT NULL,
    number bigint NOT NULL,
    second bigint NOT NULL,
    wrong text COLLATE "C" NOT NULL,
    tray bigint NOT NULL,
    expects text COLLATE "C" NOT NULL,
    words text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    first_by bigint NOT NULL,
    second_by bigint NOT NULL DEFAULT 0,
    first_seen text COLLATE "C" NOT NULL DEFAULT '',
    outcome text COLLATE "C" NOT NULL DEFAULT '',
    seconds bigint NOT NULL DEFAULT 0,
    waits_at text COLLATE "C" NOT NULL DEFAULT '',
    waits_since text COLLATE "C" NOT NULL DEFAULT '',
    person bigint NOT NULL,
    at text COLLATE "C" NOT NULL,
    PRIMARY KEY (batch, number)
);

-- found: 1 scanned in, 2 two people said that nobody can show it.
CREATE TABLE planted_papers (
    batch bigint NOT NULL,
    number bigint NOT NULL,
    piece bigint NOT NULL,
    kind bigint NOT NULL,
    enclosure bigint NOT NULL,
    issue bigint NOT NULL,
    found bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (batch, piece, kind, enclosure, issue)
);

CREATE TABLE proposals (
    proposal bigint PRIMARY KEY,
    batch bigint NOT NULL,
    act text COLLATE "C" NOT NULL,
    params text COLLATE "C" NOT NULL,
    witness text COLLATE "C" NOT NULL,
    person bigint NOT NULL,
    at text COLLATE "C" NOT NULL,
    entry bigint NOT NULL,
    state text COLLATE "C" NOT NULL DEFAULT 'open'
);

CREATE TABLE offers (
    offer bigint PRIMARY KEY,
    batch bigint NOT NULL,
    person bigint NOT NULL,
    destination text COLLATE "C" NOT NULL,
    mail_class text COLLATE "C" NOT NULL,
    number bigint NOT NULL,
    taken_by bigint NOT NULL DEFAULT 0,
    outside text COLLATE "C" NOT NULL DEFAULT '',
    receipt text COLLATE "C" NOT NULL DEFAULT '',
    state text COLLATE "C" NOT NULL DEFAULT 'open'
);

-- A printer's name lies in texts; lengths are thousandths of a millimetre, scales of a per cent.
CREATE TABLE printers (
    printer bigint PRIMARY KEY,
    name text COLLATE "C" NOT NULL
);

CREATE TABLE printer_sheets (
    printer bigint NOT NULL,
    sheet text COLLATE "C" NOT NULL,
    offset_x bigint NOT NULL,
    offset_y bigint NOT NULL,
    pitch_x bigint NOT NULL,
    pitch_y bigint NOT NULL,
    scale_x bigint NOT NULL,
    scale_y bigint NOT NULL,
    person bigint NOT NULL,
    at text COLLATE "C" NOT NULL,
    PRIMARY KEY (printer, sheet)
);

-- Windows of the office's own envelopes. The name lies in texts; lengths are thousandths of a millimetre, -1: the envelope's own slip.
CREATE TABLE windows (
    id bigint PRIMARY KEY,
    name text COLLATE "C" NOT NULL,
    envelope text COLLATE "C" NOT NULL,
    x bigint NOT NULL,
    y bigint NOT NULL,
    width bigint NOT NULL,
    height bigint NOT NULL,
    slip_x bigint NOT NULL,
    slip_y bigint NOT NULL,
    person bigint NOT NULL
);
