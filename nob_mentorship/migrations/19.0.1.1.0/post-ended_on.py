def migrate(cr, version):
    """Give pairings that are over a day of their end, for the retention of texts."""
    cr.execute(
        """
        UPDATE mentorship_pairing
           SET ended_on = least(coalesce(date_end, write_date::date), write_date::date)
         WHERE state IN ('completed', 'ended')
        """
    )
