"""Pairings over several editions, which came about in several ways; runs in Odoo's
shell."""

WAYS = ("proposed", "one", "both", "chosen", "staff")
LIFE = (
    "UPDATE mentorship_edition SET state = 'running'",
    """UPDATE mentorship_pairing
          SET edition_id = (%(editions)s)[1 + id %% array_length(%(editions)s, 1)],
              came_about = (%(ways)s)[1 + id %% array_length(%(ways)s, 1)],
              date_start = current_date - 60, date_end = current_date + 300,
              held_meeting_count = id %% 7,
              first_contact_on = current_date - 60 + (id %% 20)::int""",
    """UPDATE mentorship_pairing_member m SET edition_id = p.edition_id
         FROM mentorship_pairing p WHERE p.id = m.pairing_id""",
    """UPDATE mentorship_enrolment e SET edition_id = m.edition_id
         FROM mentorship_pairing_member m WHERE m.enrolment_id = e.id""",
)


def spread(env, count):
    """Divide the pairings of the edition among so many of the same programme."""
    first = env["mentorship.edition"].search([("pairing_ids", "!=", False)], limit=1)
    editions = first
    for number in range(1, count):
        editions |= first.copy({"name": str(2050 + number)})
    values = {"editions": editions.ids, "ways": list(WAYS)}
    for statement in LIFE:
        env.cr.execute(statement, values)
    env.cr.execute("ANALYZE")
    env.cr.commit()
