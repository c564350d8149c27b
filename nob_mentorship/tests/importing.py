"""Odoo's own import of a file, as the screen does it, step by step."""

import csv
import io

OPTIONS = {
    "has_headers": True,
    "quoting": '"',
    "separator": "",
    "encoding": "",
    "float_thousand_separator": ".",
    "float_decimal_separator": ",",
    "date_format": "",
    "datetime_format": "",
    "advanced": False,
    "keep_matches": False,
}


def as_csv(*rows):
    """Return the bytes of a file as a Dutch Excel writes it."""
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def bring_in(env, model, content, dryrun=False):
    """Import a file, its columns matched as the screen proposes.

    :param bytes content: of a file with headers
    :return: ({header: field}, result of the import)
    """
    wizard = env["base_import.import"].create(
        {
            "res_model": model,
            "file": content,
            "file_name": "leden.csv",
            "file_type": "text/csv",
        }
    )
    preview = wizard.parse_preview(dict(OPTIONS))
    assert not preview.get("error"), preview["error"]
    headers = preview["headers"]
    matches = preview["matches"]
    chosen = ["/".join(matches.get(n) or ()) or False for n in range(len(headers))]
    result = wizard.execute_import(chosen, headers, preview["options"], dryrun)
    return dict(zip(headers, chosen, strict=True)), result
