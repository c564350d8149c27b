def migrate(cr, version):
    """Set the company of each exclusion to the one in which both members signed up. It
    stays empty, and so visible to all as before, if they signed up in several companies
    or in none."""
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
