def migrate(cr, version):
    """Turn each invited member into a record, which can be mailed."""
    cr.execute("SELECT to_regclass('mentorship_edition_res_partner_rel')")
    if cr.fetchone()[0] is None:
        return
    cr.execute(
        """
        INSERT INTO mentorship_invitee
               (edition_id, programme_id, partner_id,
                create_uid, create_date, write_uid, write_date)
        SELECT edition.id, edition.programme_id, invited.res_partner_id,
               1, now() AT TIME ZONE 'UTC', 1, now() AT TIME ZONE 'UTC'
          FROM mentorship_edition_res_partner_rel invited
          JOIN mentorship_edition edition
            ON edition.id = invited.mentorship_edition_id
            ON CONFLICT DO NOTHING
        """
    )
    cr.execute("DROP TABLE mentorship_edition_res_partner_rel")
