"""The marks of a plan file: dxdesk's application id, and the schemas of its releases."""

# major × 1000 + minor, authoritative. A new one needs a step in migrations/ and a file in tests/old_files/.
NEWEST = 1003
OLDEST = 1000

# "DXDB": distinguishes a plan file from every other SQLite file.
APPLICATION_ID = 0x44584442
