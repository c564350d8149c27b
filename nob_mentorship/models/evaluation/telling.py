from odoo import models

WARNING = "mail.mail_activity_data_warning"


class MentorshipEvaluation(models.Model):
    """Activities that tell managers of a problem with a key, and disappear once it is
    solved.
    """

    _inherit = "mentorship.evaluation"

    def _tell_managers(self, summary, note):
        """Plan an activity for each manager, or update the reason in an existing one.

        :param summary: a function of an evaluation in a language that returns the text
        :param note: the same, for the reason
        """
        managers = self.env.ref("nob_mentorship.group_mentorship_manager").all_user_ids
        for user in managers.filtered("active"):
            spoken = self.with_context(lang=user.lang)
            told, reason = summary(spoken), note(spoken)
            known = self.activity_ids.filtered(
                lambda activity, user=user, told=told: (
                    activity.user_id == user and activity.summary == told
                )
            )
            if known:
                known[0].note = reason
                continue
            spoken.activity_schedule(
                WARNING, summary=told, note=reason, user_id=user.id
            )

    def _untell_managers(self, summary):
        """Remove the activities with this summary, in any language."""
        codes = {code for code, _name in self.env["res.lang"].get_installed()}
        codes |= {"en_US", *self.activity_ids.user_id.mapped("lang")}
        told = {summary(self.with_context(lang=code)) for code in codes}
        self.activity_ids.filtered(lambda a: a.summary in told).unlink()

    def _said_trouble(self):
        return self.env._(
            "This evaluation cannot be closed at the moment: there is a problem with "
            "its key."
        )

    def _said_key_stays(self):
        return self.env._("The key of this closed evaluation is not destroyed yet.")
