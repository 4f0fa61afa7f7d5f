-- One row a chat, under a keyed hash; what is kept of it is sealed.
CREATE TABLE IF NOT EXISTS chats (
    name BLOB PRIMARY KEY,
    sealed BLOB NOT NULL,
    touched INTEGER NOT NULL -- seconds since 1970, for the retention time
) WITHOUT ROWID;

-- The message in Telegram that is the live screen, and what it shows (a checksum).
CREATE TABLE IF NOT EXISTS live (
    name BLOB PRIMARY KEY,
    message INTEGER NOT NULL,
    shows INTEGER NOT NULL
) WITHOUT ROWID;

-- Updates handled, so that one delivered twice is recognised.
CREATE TABLE IF NOT EXISTS seen (
    update_id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL
);

-- What must still be sent, in order for each chat.
CREATE TABLE IF NOT EXISTS outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name BLOB NOT NULL,
    sealed BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS outbox_by_chat ON outbox (name, id);
