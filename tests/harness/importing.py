"""Odoo's own import, step by step as the web client does it."""

import re

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BATCH = 1000
OPTIONS = {
    "has_headers": True,
    "quoting": '"',
    "separator": ",",
    "encoding": "utf-8",
    "float_thousand_separator": ",",
    "float_decimal_separator": ".",
    "date_format": "%Y-%m-%d",
    "datetime_format": "",
    "advanced": True,
}


def bring_in(client, model, content, mimetype):
    """Import a file, whose headers are names of fields.

    :param client: RPC client of the user who imports
    :param bytes content: the file
    :return: (ids of the records, messages); the import ends at the first message
    """
    number = client.call("base_import.import", "create", [{"res_model": model}])
    _send(client, number, content, mimetype)
    preview = client.call("base_import.import", "parse_preview", [[number], OPTIONS])
    assert "error" not in preview, preview.get("error")
    headers = preview["headers"]
    found, skip = [], 0
    while True:
        result = client.call(
            "base_import.import",
            "execute_import",
            [[number], headers, headers, {**OPTIONS, "skip": skip, "limit": BATCH}],
        )
        if result["messages"]:
            return found, result["messages"]
        found += result["ids"]
        skip = result.get("nextrow")
        if not skip:
            return found, []


def _send(client, number, content, mimetype):
    page = client.get("/odoo").text
    token = re.search(r'csrf_token: "([^"]+)"', page)[1]
    answer = client.session.post(
        f"{client.url}/base_import/set_file",
        data={"csrf_token": token, "id": number},
        files={"ufile": ("leden", content, mimetype)},
        timeout=120,
    )
    assert answer.json()["result"], answer.text[:500]
