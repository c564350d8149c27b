"""Finds which of the texts that ship with the addon a customer left unchanged.

A shipped text is a mail, a form with its questions, the texts of a programme or of a
badge, or the name of a tag or of the weekly overview; it is known by the name of its
record in the data files. `shipped.json` holds a fingerprint of each text, per language,
for every version that changed it. `make fingerprints` computes them from a database of
that version. Plain Python and SQL, so that this does not depend on the code of that
version.
"""

import hashlib
import json
from pathlib import Path
from xml.etree import ElementTree

FILE = Path(__file__).with_name("shipped.json")
DATA = FILE.parent.parent / "data"
SOURCE = "en_US"
TAG = ("name",)
FIELDS = {
    "mail.template": (
        *("name", "subject", "email_from", "reply_to", "partner_to", "use_default_to"),
        *("lang", "email_layout_xmlid", "auto_delete", "body_html"),
    ),
    "survey.survey": ("title", "description"),
    "survey.question": (
        *("sequence", "title", "description", "question_type", "constr_mandatory"),
        *("scale_min", "scale_max", "scale_min_label", "scale_max_label"),
        "mentorship_key",
    ),
    "survey.question.answer": ("sequence", "value", "mentorship_key"),
    "mentorship.programme": (
        *("name", "summary", "description", "expectations", "benefits"),
        *("mentor_profile", "mentee_profile", "support_statement", "eligibility_note"),
        *("benefits_mentee", "benefits_mentor", "benefits_organisation"),
    ),
    "mentorship.resource": ("name", "summary", "questions", "to_agree", "body"),
    "mentorship.news": ("name", "summary"),
    "mentorship.topic": TAG,
    "mentorship.language": TAG,
    "mentorship.aim": TAG,
    "mentorship.focus": TAG,
    "mentorship.end.reason": TAG,
    "digest.digest": TAG,
    "gamification.badge": ("name", "description"),
}
"""{model: its fields with our texts}; all other fields are the customer's."""
PARENTS = {"survey.question": "survey_id", "survey.question.answer": "question_id"}
"""{model: the field that names the shipped text it belongs to}"""
ROOTS = tuple(model for model in FIELDS if model not in PARENTS)
NAMED = """
SELECT d.name, to_jsonb(t)::text FROM ir_model_data d
  JOIN {table} t ON t.id = d.res_id
 WHERE d.module = 'nob_mentorship' AND d.model = '{model}'
   AND d.name NOT LIKE 'demo\\_%'
"""
CHILDREN = "SELECT '', to_jsonb(t)::text FROM {table} t WHERE {parent} IN ({ids})"


def standing(query):
    """Return the shipped texts as they are in a database now.

    :param query: function that runs SQL and returns rows of texts
    :return: {name: [(model, {field: value})]}, with the record of that name first; the
        value of a translated field is {language: value}
    """
    found, last = {}, {}
    for model in ROOTS:
        if not _has(query, model):
            continue
        for name, text in query(NAMED.format(table=_table(model), model=model)):
            row = json.loads(text)
            found[name] = [(model, _texts(model, row))]
            if model == "survey.survey":
                last[row["id"]] = name
    for model, parent in PARENTS.items():
        if not last:
            break
        ids = ",".join(str(number) for number in last)
        rows = [
            json.loads(text)
            for _name, text in query(
                CHILDREN.format(table=_table(model), parent=parent, ids=ids)
            )
        ]
        rows.sort(key=lambda row: (row[parent], row["sequence"] or 0, row["id"]))
        for row in rows:
            found[last[row[parent]]].append((model, _texts(model, row)))
        last = {row["id"]: last[row[parent]] for row in rows}
    return found


def languages(text):
    """Return the languages in which a shipped text is translated, sorted."""
    return sorted(
        {SOURCE}
        | {
            language
            for _model, fields in text
            for value in fields.values()
            if isinstance(value, dict)
            for language in value
        }
    )


def value_in(value, language):
    """Return a field's value in a language, or in English if it is not translated."""
    if isinstance(value, dict):
        value = value.get(language) or value.get(SOURCE)
    return " ".join(value.split()) if isinstance(value, str) else value


def fingerprints(text):
    """Return {language: fingerprint} of a shipped text."""
    return {language: _fingerprint(text, language) for language in languages(text)}


def versions():
    """Return the texts of all versions, as {version: {name: {language: fingerprint}}}.

    Each version lists only the texts that changed since the previous one; the oldest
    version comes first.
    """
    return json.loads(FILE.read_text())


def shipped_by(version, parse):
    """Return the texts of a version, as {name: {language: fingerprint}}.

    :param parse: function that turns the name of a version into a value that can be
        compared
    """
    shipped = {}
    for name, texts in versions().items():
        if parse(name) <= parse(version):
            shipped.update(texts)
    return {name: marks for name, marks in shipped.items() if marks}


def is_unchanged(text, name):
    """Tell whether a text is as some version shipped it, in each of its languages."""
    known = {
        mark
        for texts in versions().values()
        for mark in (texts.get(name) or {}).values()
    }
    return known.issuperset(fingerprints(text).values())


def matches(text, marks):
    """Tell whether a text is as the version with these fingerprints shipped it."""
    return set(marks.values()).issuperset(fingerprints(text).values())


def rest():
    """Return {name: fingerprint} of the other field values of these records in our data
    files.
    """
    found = {}
    for file in sorted(DATA.rglob("*.xml")):
        for record in ElementTree.parse(file).iter("record"):
            texts = FIELDS.get(record.get("model"))
            if texts:
                fields = sorted(
                    ElementTree.canonicalize(
                        ElementTree.tostring(field, "unicode"), strip_text=True
                    )
                    for field in record.findall("field")
                    if field.get("name") not in texts
                )
                found[record.get("id")] = _digest(fields)
    return found


def _has(query, model):
    return query(f"SELECT name FROM ir_model_data WHERE model = '{model}' LIMIT 1")


def _table(model):
    return model.replace(".", "_")


def _texts(model, row):
    """Return the texts of a row; an unconfirmed translation does not count."""
    return {
        field: {k: v for k, v in row[field].items() if not k.startswith("_")}
        if isinstance(row[field], dict)
        else row[field]
        for field in FIELDS[model]
        if row.get(field)
    }


def _fingerprint(text, language):
    lines = [
        [model, {field: value_in(value, language) for field, value in fields.items()}]
        for model, fields in text
    ]
    return _digest(lines)


def _digest(value):
    words = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(words.encode()).hexdigest()[:16]
