from odoo.tools import SQL

KEYS = {
    "first_meeting": "first_talk",
    "good_questions": "good_questions",
    "hbr": "hbr",
    "forbes": "forbes",
}
"""{end of the external identifier of a resource: its key in the start set}"""
MOMENTS = {"first_talk": "grounding", "good_questions": "supporting"}
"""{key: when the text matters}"""
AUDIENCES = {"hbr": "mentor"}
"""{key: whom it is for, if not for everyone}"""


def migrate(cr, version):
    """Mark the resources that were there before as start texts, which members see when
    they matter. The one on the first meeting is for the first talk, unless the customer
    chose another talk."""
    for programme in ("nob", "women"):
        for name, key in KEYS.items():
            cr.execute(
                SQL(
                    """
                    UPDATE mentorship_resource AS resource
                       SET start_key = %(key)s,
                           moment = COALESCE(resource.moment, %(moment)s),
                           audience = COALESCE(resource.audience, %(audience)s),
                           stage = CASE WHEN %(key)s = 'first_talk'
                                        THEN COALESCE(resource.stage, 'first')
                                        ELSE resource.stage
                                    END
                      FROM ir_model_data AS data
                     WHERE data.module = 'nob_mentorship'
                       AND data.model = 'mentorship.resource'
                       AND data.name = %(name)s
                       AND data.res_id = resource.id
                    """,
                    key=key,
                    moment=MOMENTS.get(key),
                    audience=AUDIENCES.get(key),
                    name=f"resource_{programme}_{name}",
                )
            )
