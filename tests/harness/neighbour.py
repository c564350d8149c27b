"""Another addon whose names begin like ours."""

NAME = "mentorship_other"
FILES = {
    "__manifest__.py": """{
    "name": "Other mentorship",
    "version": "19.0.1.0.0",
    "author": "Others",
    "license": "AGPL-3",
    "depends": ["membership", "survey"],
    "data": ["ir.model.access.csv", "data.xml"],
}
""",
    "__init__.py": "from . import models\n",
    "models.py": """from odoo import fields, models


class MentorshipOther(models.Model):
    _name = "mentorship.other"
    _description = "Something else"
    _inherit = ["mail.thread", "mail.activity.mixin"]

    name = fields.Char(required=True)
    kind = fields.Selection([("one", "One"), ("two", "Two")], default="one")
    category_id = fields.Many2one("membership.membership_category")
    survey_ids = fields.Many2many("survey.survey")

    _name_uniq = models.Constraint("UNIQUE(name)", "This name is taken.")


class ResPartner(models.Model):
    _inherit = "res.partner"

    mentorship_other_kind = fields.Selection([("one", "One"), ("two", "Two")])


class SurveySurvey(models.Model):
    _inherit = "survey.survey"

    survey_type = fields.Selection(
        selection_add=[("mentorship", "Other mentorship")],
        ondelete={"mentorship": "cascade"},
    )
""",
    "ir.model.access.csv": """\
id,name,model_id:id,group_id:id,perm_read,perm_write,perm_create,perm_unlink
access,other,model_mentorship_other,base.group_system,1,1,1,1
""",
    "data.xml": """<?xml version="1.0" encoding="utf-8" ?>
<odoo noupdate="1">
    <record id="other_category_aspirant" model="membership.membership_category">
        <field name="name">Other aspirant</field>
    </record>
    <record id="other" model="mentorship.other">
        <field name="name">Other</field>
        <field name="category_id" ref="other_category_aspirant" />
    </record>
    <record id="survey" model="survey.survey">
        <field name="title">Survey of others</field>
        <field name="survey_type">mentorship</field>
    </record>
    <record id="rule" model="ir.rule">
        <field name="name">Others: all</field>
        <field name="model_id" ref="model_mentorship_other" />
        <field name="domain_force">[('kind', '!=', False)]</field>
    </record>
</odoo>
""",
}


def write(folder):
    """Write the addon into a folder of addons."""
    for name, text in FILES.items():
        file = folder / NAME / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
