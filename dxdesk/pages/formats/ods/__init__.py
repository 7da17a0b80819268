"""Pages of OpenDocument spreadsheets (.ods), which LibreOffice saves; they are only read."""
