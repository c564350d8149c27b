"""Writes tables as an Excel file; plain Python, no ORM."""

import io
import re

import xlsxwriter

NAME_LIMIT = 31
"""The maximum number of characters of a sheet's name."""
CELL_LIMIT = 32767
WIDEST = 60
NO_NAME = re.compile(r"[][:*?/\\]")
NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that an Excel file cannot hold."""
FORMULAS = ("=", "{=")
"""How a text begins that Odoo's Excel files would hold as a formula."""
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def workbook(sheets):
    """Return an Excel file, as bytes.

    Texts remain texts, even if they begin with =, +, - or @: user input never becomes a
    formula or a link.

    :param sheets: [(name, header, rows)], where the header is a list of texts, and rows
        is a list of lists of texts, numbers or None
    """
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, OPTIONS) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for name, header, rows in sheets:
            sheet = book.add_worksheet(NO_NAME.sub(" ", name)[:NAME_LIMIT])
            for column, width in enumerate(_widths([header, *rows])):
                sheet.set_column(column, column, width)
            for number, row in enumerate([header, *rows] if header else rows):
                style = bold if header and not number else wrapped
                _write(sheet, number, row, style)
            if header:
                sheet.freeze_panes(1, 0)
    return content.getvalue()


def plain(value):
    """Return a value in which no text becomes a formula in an Excel file that Odoo
    writes: an apostrophe marks it, as in Odoo's CSV files. In those of
    :func:`workbook`, texts are texts.

    :param value: a text, number or other value, or lists, tuples and dicts of these
    """
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULAS) else value
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(plain(each) for each in value)
    return value


def _write(sheet, number, row, style):
    for column, value in enumerate(row):
        if isinstance(value, str):
            text = NO_XML.sub("", value)[:CELL_LIMIT]
            sheet.write_string(number, column, text, style)
        elif value is not None:
            sheet.write_number(number, column, value, style)


def _widths(rows):
    columns = max(map(len, rows), default=0)
    return [
        min(
            WIDEST,
            max((len(str(row[n])) for row in rows if n < len(row)), default=0) + 2,
        )
        for n in range(columns)
    ]
