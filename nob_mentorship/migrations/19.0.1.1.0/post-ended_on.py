def migrate(cr, version):
    """Set the day on which finished pairings ended, for the retention of texts."""
    cr.execute(
        """
        UPDATE mentorship_pairing
           SET ended_on = least(coalesce(date_end, write_date::date), write_date::date)
         WHERE state IN ('completed', 'ended')
        """
    )
