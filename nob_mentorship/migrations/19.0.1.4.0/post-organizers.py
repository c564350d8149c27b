def migrate(cr, version):
    """Leave the meetings to come the organizer that calendars know them by: it was the
    programme."""
    cr.execute(
        """
        UPDATE mentorship_meeting meeting
           SET organizer_name = COALESCE(programme.name->>'nl_NL',
                                         programme.name->>'en_US'),
               organizer_email = programme.contact_email
          FROM mentorship_programme programme
         WHERE programme.id = meeting.programme_id
           AND meeting.state = 'planned'
           AND meeting.organizer_email IS NULL
        """
    )
