def migrate(cr, version):
    """Give each exclusion the company in which its member signed up last, or that of
    who recorded it; there was no company before, and everyone saw all of them."""
    cr.execute(
        """
        UPDATE mentorship_exclusion exclusion
           SET company_id = COALESCE(
                   (SELECT enrolment.company_id
                      FROM mentorship_enrolment enrolment
                     WHERE enrolment.partner_id IN
                           (exclusion.partner_id, exclusion.other_partner_id)
                       AND enrolment.company_id IS NOT NULL
                  ORDER BY enrolment.id DESC
                     LIMIT 1),
                   (SELECT company_id FROM res_users WHERE id = exclusion.create_uid)
               )
        """
    )
