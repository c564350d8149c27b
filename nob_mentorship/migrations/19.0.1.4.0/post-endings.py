from odoo.tools import sql


def migrate(cr, version):
    """Move the reasons why pairings ended out of the rows of their members, and let a
    pairing that ended early have ended for all its members on the same day: until now,
    both told who had asked."""
    if not sql.column_exists(cr, "mentorship_pairing_member", "end_reason_id"):
        return
    cr.execute(
        """
        INSERT INTO mentorship_ending (
            pairing_id, edition_id, programme_id, company_id, member_id, reason_id,
            asked_on, create_uid, write_uid, create_date, write_date
        )
        SELECT pairing.id, pairing.edition_id, pairing.programme_id, pairing.company_id,
               CASE WHEN member.left_on IS NOT NULL
                         AND pairing.room_cleared_on IS NULL THEN member.id END,
               member.end_reason_id,
               coalesce(member.left_on, pairing.ended_on, current_date),
               1, 1, now() at time zone 'utc', now() at time zone 'utc'
          FROM mentorship_pairing_member AS member
          JOIN mentorship_pairing AS pairing ON pairing.id = member.pairing_id
         WHERE member.end_reason_id IS NOT NULL
            OR member.left_at_end
         ORDER BY member.id
        """
    )
    # staff gave one reason for all members
    cr.execute(
        """
        DELETE FROM mentorship_ending AS more
         USING mentorship_ending AS one
         WHERE one.pairing_id = more.pairing_id AND one.id < more.id
           AND one.member_id IS NULL AND more.member_id IS NULL
           AND coalesce(one.reason_id, 0) = coalesce(more.reason_id, 0)
        """
    )
    cr.execute(
        """
        UPDATE mentorship_pairing_member AS member
           SET left_on = pairing.ended_on, left_at_end = true
          FROM mentorship_pairing AS pairing
         WHERE pairing.id = member.pairing_id AND pairing.state = 'ended'
           AND pairing.ended_on IS NOT NULL AND member.answer = 'accepted'
           AND (member.left_on IS NULL OR member.left_at_end
                OR member.left_on = pairing.ended_on
                OR (SELECT count(*) FROM mentorship_pairing_member AS other
                     WHERE other.pairing_id = pairing.id) = 2)
        """
    )
    cr.execute("ALTER TABLE mentorship_pairing_member DROP COLUMN end_reason_id")
