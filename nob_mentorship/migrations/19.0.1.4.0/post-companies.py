def migrate(cr, version):
    """Give each exclusion the company in which its two members signed up; none, so that
    all see it as before, where they signed up in several or in none."""
    cr.execute(
        """
        UPDATE mentorship_exclusion exclusion
           SET company_id = (
                   SELECT MIN(enrolment.company_id)
                     FROM mentorship_enrolment enrolment
                    WHERE enrolment.partner_id IN
                          (exclusion.partner_id, exclusion.other_partner_id)
                   HAVING COUNT(DISTINCT enrolment.company_id) = 1
               )
        """
    )
