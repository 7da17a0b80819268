"""What tells a plan file from other files, and one release's from another's."""

# major × 1000 + minor, authoritative. A new one needs a step in migrations/ and a file in tests/old_files/.
NEWEST = 1002
OLDEST = 1000

# "DXDB": tells a plan file from every other SQLite file.
APPLICATION_ID = 0x44584442
