def migrate(cr, version):
    """Start the period in which a refusal can be taken back at its last change."""
    cr.execute(
        """
        UPDATE mentorship_enrolment
           SET refused_on = write_date::date
         WHERE state = 'refused' AND refused_on IS NULL
        """
    )
