"""Files of spreadsheets, CSV and XLSX: read line by line, written line by line, never trusted."""
