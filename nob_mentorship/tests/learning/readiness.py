"""An edition that asks something before the introduction."""

from ..pages import Pages
from .test_resource import ResourceCase


class ReadyCase(ResourceCase):
    """An open edition with a mentor and a mentee, which asks both to read a text, and
    the mentor for the self-check."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        for partner in (cls.mentor, cls.mentee, cls.member):
            partner.lang = "en_US"
        cls.text = cls._resource("Trust")
        cls.tips = cls._resource("Tips")
        cls.edition.write(
            {
                "ready_mentor_resource_ids": cls.tips.ids,
                "ready_mentee_resource_ids": cls.text.ids,
                "ready_self_check": True,
            }
        )
        cls._open()
        cls.as_mentor = cls._enrol(cls.mentor, "mentor", max_mentees=2)
        cls.as_mentee = cls._enrol(cls.mentee, "mentee")
        cls.notes = cls.env["mentorship.resource.read"]
        cls.env.flush_all()

    @classmethod
    def _read(cls, partner, resource=None, told=True):
        cls.notes._note(partner, resource or cls.text, told=told)
        cls.env.invalidate_all()

    @classmethod
    def _check(cls, user=None, did=True):
        enrolments = cls.env["mentorship.enrolment"].with_user(user or cls.mentor_user)
        enrolments._note_self_check(did)
        cls.env.invalidate_all()

    @classmethod
    def _get_ready(cls, *partners):
        """Let the mentor, the mentee or both do all that is asked."""
        if cls.mentor in partners:
            cls._read(cls.mentor, cls.tips)
            cls._check()
        if cls.mentee in partners:
            cls._read(cls.mentee)

    def _state(self, enrolment, user=None):
        """Return (state, what is missing) as staff read it."""
        self.env.invalidate_all()
        own = enrolment.with_user(user or self.coordinator)
        return own.ready_state, own.ready_missing

    def _asked(self, enrolment):
        """Return {title: done} of what the member reads on their overview."""
        partner = enrolment.partner_id
        page = Pages(self.env, partner.user_ids).overview(partner)
        lines = [line for one in page["ready"] for line in one["lines"]]
        return {line["title"]: line["done"] for line in lines}
