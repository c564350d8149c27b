GUARDS = (
    "ir.cron",
    "ir.model.access",
    "ir.module.category",
    "ir.rule",
    "res.groups",
    "res.groups.privilege",
)


def migrate(cr, version):
    """Make the rules, groups and jobs in the data files reach this database.

    Earlier versions installed rules and jobs as `noupdate`, so a rule that was
    tightened later never arrived. This also lets Odoo remove those that are no longer
    in the files.
    """
    cr.execute(
        """
        UPDATE ir_model_data
           SET noupdate = false
         WHERE module = 'nob_mentorship' AND model IN %s AND noupdate
        """,
        [GUARDS],
    )
