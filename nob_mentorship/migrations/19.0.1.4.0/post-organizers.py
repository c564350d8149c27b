def migrate(cr, version):
    """Keep the programme as the organizer of future meetings, because members'
    calendars know them by it."""
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
