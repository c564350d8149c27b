GUARDS = (
    "ir.cron",
    "ir.model.access",
    "ir.module.category",
    "ir.rule",
    "res.groups",
    "res.groups.privilege",
)


def migrate(cr, version):
    """Let the rules, the groups and the jobs of the files reach this database.

    Earlier versions installed rules and jobs once and for all (`noupdate`): a rule that
    was tightened later never arrived. It also lets Odoo remove those that the files do
    not have any more.
    """
    cr.execute(
        """
        UPDATE ir_model_data
           SET noupdate = false
         WHERE module = 'nob_mentorship' AND model IN %s AND noupdate
        """,
        [GUARDS],
    )
