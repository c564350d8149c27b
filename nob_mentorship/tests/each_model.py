from datetime import timedelta

from odoo import Command

from .common import MentorshipCase


class EachModelCase(MentorshipCase):
    """One record of each of our models, and a user of each kind.

    ``records`` is {model: record}, ``users`` is {persona: user}. Each user makes their
    own wizards, from :meth:`_wizard_values`.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ex_user = cls._member("ex_participant", years=1)
        cls.pairing = cls._active_pair()
        second = cls._enrol_late(cls.ex_user.partner_id)
        cls.ended = cls._pair(cls.pairing.mentor_enrolment_id, second, accept=True)
        cls.ended.with_user(cls.ex_user).action_end()
        start = cls.env.cr.now()
        create = lambda model, **values: cls.env[model].create(values)  # noqa: E731
        question = cls._question()
        cls.records = {
            "mentorship.topic": cls.topic,
            "mentorship.language": create("mentorship.language", name="Test language"),
            "mentorship.question": question,
            "mentorship.question.answer": question.answer_ids[0],
            "mentorship.aim": create("mentorship.aim", name="An aim"),
            "mentorship.focus": create("mentorship.focus", name="A focus"),
            "mentorship.end.reason": create("mentorship.end.reason", name="A reason"),
            "mentorship.programme": cls.programme,
            "mentorship.resource": (
                resource := create(
                    "mentorship.resource", name="Reading", programme_id=cls.programme.id
                )
            ),
            "mentorship.resource.read": create(
                "mentorship.resource.read",
                enrolment_id=cls.pairing.mentee_enrolment_ids.id,
                resource_id=resource.id,
                read_on=cls.today,
            ),
            "mentorship.news": create(
                "mentorship.news", name="News", programme_id=cls.programme.id
            ),
            "mentorship.edition": cls.edition,
            "mentorship.reminder": cls.edition.reminder_ids[0],
            "mentorship.reminder.sent": create(
                "mentorship.reminder.sent",
                reminder_id=cls.edition.reminder_ids[1].id,
                edition_id=cls.edition.id,
                partner_id=cls.mentee.id,
                res_model="mentorship.pairing",
                res_id=cls.pairing.id,
                due_on=cls.today,
                queued_at=start,
                state="mailed",
            ),
            "mentorship.holiday": create(
                "mentorship.holiday",
                name="A holiday",
                date_from=cls.today,
                date_to=cls.today,
            ),
            "mentorship.calendar.address": create(
                "mentorship.calendar.address",
                partner_id=cls.mentee.id,
                token_hash="0" * 64,
                made_on=cls.today,
            ),
            "mentorship.change": create(
                "mentorship.change",
                name="A first meeting within two weeks",
                said="It took long before the first meeting was planned.",
                edition_id=cls.edition.id,
                owner_id=cls.coordinator.id,
            ),
            "mentorship.voice": create(
                "mentorship.voice",
                enrolment_id=cls.pairing.mentor_enrolment_id.id,
                text="I look at my own work with fresh eyes.",
            ),
            "mentorship.promotion": (
                promotion := create("mentorship.promotion", edition_id=cls.edition.id)
            ),
            "mentorship.promotion.sent": create(
                "mentorship.promotion.sent",
                promotion_id=promotion.id,
                partner_id=cls.mentee.id,
                reader=cls.mentee.id,
            ),
            "mentorship.certificate": create(
                "mentorship.certificate",
                enrolment_id=cls.pairing.mentor_enrolment_id.id,
                role="mentor",
                programme_name="Test programme",
                edition_name="2030",
                issued_on=cls.today,
            ),
            "mentorship.certificate.try": create(
                "mentorship.certificate.try", network_hash="0" * 64, tried_at=start
            ),
            "mentorship.ending": create(
                "mentorship.ending",
                pairing_id=cls.pairing.id,
                asked_on=cls.today,
            ),
            "mentorship.interest": create(
                "mentorship.interest",
                programme_id=cls.programme.id,
                partner_id=cls.mentee.id,
            ),
            "mentorship.invitee": create(
                "mentorship.invitee",
                edition_id=cls.edition.id,
                partner_id=cls.mentee.id,
            ),
            "mentorship.enrolment": cls.pairing.mentee_enrolment_ids,
            "mentorship.exclusion": create(
                "mentorship.exclusion",
                partner_id=cls.mentee.id,
                other_partner_id=cls.member.id,
            ),
            "mentorship.preference": create(
                "mentorship.preference",
                enrolment_id=cls.pairing.mentee_enrolment_ids.id,
                kind="avoid",
                text="Not with my manager",
            ),
            "mentorship.wish": create(
                "mentorship.wish",
                edition_id=cls.edition.id,
                mentor_enrolment_id=cls.pairing.mentor_enrolment_id.id,
                mentee_enrolment_id=cls.pairing.mentee_enrolment_ids.id,
            ),
            "mentorship.pairing": cls.pairing,
            "mentorship.report": cls.env["mentorship.report"].browse(cls.pairing.id),
            "mentorship.pairing.member": cls.pairing.member_ids[0],
            "mentorship.offer.question": create(
                "mentorship.offer.question",
                member_id=cls._row(cls.pairing, cls.mentee).id,
                text="Can we meet online?",
                asked_on=cls.today,
            ),
            "mentorship.meeting": create(
                "mentorship.meeting",
                pairing_id=cls.pairing.id,
                start=start,
                stop=start.replace(year=start.year + 1),
            ),
            "mentorship.checkin": (checkin := cls._checkin()),
            "mentorship.checkin.answer": checkin.answer_ids,
            "mentorship.choice": create(
                "mentorship.choice",
                enrolment_id=second.id,
                mentor_enrolment_id=cls.pairing.mentor_enrolment_id.id,
            ),
        }
        cls.records.update(cls._of_a_session())
        cls.records.update(cls._written_in_the_room())
        cls.records.update(cls._of_an_evaluation())
        cls.records.update(cls._of_a_matching())
        cls.records.update(cls._of_a_job())
        # empty, for a place in it to be made
        pairings = cls.env["mentorship.pairing"].with_context(install_mode=True)
        proposal = pairings.create({"edition_id": cls.edition.id})
        cls.others = {
            "mentorship.question.answer": {"name": "Another answer"},
            "mentorship.interest": {"partner_id": cls.member.id},
            "mentorship.invitee": {"partner_id": cls.member.id},
            "mentorship.enrolment": {"partner_id": cls.member.id},
            "mentorship.exclusion": {"partner_id": cls.employee.partner_id.id},
            "mentorship.wish": {"source": "mentor"},
            "mentorship.pairing.member": {"pairing_id": proposal.id},
            "mentorship.offer.question": {
                "member_id": cls._row(cls.pairing, cls.mentor).id
            },
            "mentorship.programme": {"code": "COPY"},
            "mentorship.reminder": {"days": 99},
            "mentorship.calendar.address": {
                "partner_id": cls.member.id,
                "token_hash": "1" * 64,
            },
            "mentorship.reminder.sent": {"partner_id": cls.member.id},
            "mentorship.resource.read": {
                "enrolment_id": cls.pairing.mentor_enrolment_id.id
            },
            "mentorship.session.try": {"partner_id": cls.member.id},
        }
        cls.users = {
            "public": cls.env.ref("base.public_user"),
            "member": cls.member_user,
            "mentor": cls.mentor_user,
            "mentee": cls.mentee_user,
            "ex_participant": cls.ex_user,
            "employee": cls.employee,
            "coordinator": cls.coordinator,
            "other_coordinator": cls.other_coordinator,
            "manager": cls.manager,
            "administrator": cls.administrator,
            "survey_user": cls._user("survey_user", "survey.group_survey_user"),
            "survey_manager": cls._user(
                "survey_manager", "survey.group_survey_manager"
            ),
        }
        cls.env.flush_all()

    @classmethod
    def _row(cls, pairing, partner):
        return pairing.member_ids.filtered(lambda m: m.partner_id == partner)

    @classmethod
    def _checkin(cls):
        """Return a planned talk of the coordinator, with an answer to its report."""
        checkin = cls.env["mentorship.checkin"].create(
            {
                "pairing_id": cls.pairing.id,
                "partner_id": cls.coordinator.partner_id.id,
                "date": cls.env.cr.now() + timedelta(days=7),
                "summary": "What the coordinator noted",
            }
        )
        checkin.answer_ids.create(
            {
                "checkin_id": checkin.id,
                "partner_id": cls.mentee.id,
                "version": 1,
                "agrees": "no",
                "on_date": cls.env.cr.now(),
            }
        )
        return checkin

    @classmethod
    def _of_a_session(cls):
        """Return {model: record} of a session that members asked for, with one of
        them."""
        own = {"enrolment_id": cls.pairing.mentee_enrolment_ids.id}
        request = cls.env["mentorship.session.request"].create(
            {"edition_id": cls.edition.id, "name": "Saying no to a client", **own}
        )
        voice = cls.env["mentorship.session.voice"].create(
            {"request_id": request.id, **own}
        )
        start = cls.env.cr.now() + timedelta(days=7)
        session = cls.env["mentorship.session"].create(
            {
                "edition_id": cls.edition.id,
                "name": "Your goals on paper",
                "start": start,
                "stop": start + timedelta(hours=1),
                "user_id": cls.coordinator.id,
                "request_id": request.id,
            }
        )
        return {
            "mentorship.session": session,
            "mentorship.session.attendee": session.line_ids.create(
                {"session_id": session.id, **own}
            ),
            "mentorship.session.request": request,
            "mentorship.session.voice": voice,
            "mentorship.session.try": cls.env["mentorship.session.try"].create(
                {"session_id": session.id, "partner_id": cls.mentee.id, "tries": 1}
            ),
        }

    @classmethod
    def _of_a_matching(cls):
        """Return {model: record} of a run, with a pair and one person without a
        pair."""
        newcomers = [cls._member(f"newcomer_{n}", years=1).partner_id for n in (1, 2)]
        for partner in newcomers:
            cls._enrol_late(partner)
        matching = cls.env["mentorship.matching"].create({"edition_id": cls.edition.id})
        matching.action_run()
        return {
            "mentorship.matching": matching,
            "mentorship.proposal": matching.proposal_ids[0],
            "mentorship.unmatched": matching.unmatched_line_ids[0],
        }

    @classmethod
    def _of_a_job(cls):
        """Return {model: record} of a bulk action that a coordinator asked for."""
        sign_ups = cls.pairing.mentee_enrolment_ids.with_user(cls.coordinator)
        job = cls.env["mentorship.job"]._start(sign_ups, "action_accept")
        return {"mentorship.job": job, "mentorship.job.line": job.line_ids}

    @classmethod
    def _of_an_evaluation(cls):
        """Return {model: record} of an evaluation, of its box, and of a form."""
        evaluation = cls.env["mentorship.evaluation"].create(
            {"edition_id": cls.edition.id, "audience": "mentee"}
        )
        mine = {"evaluation_id": evaluation.id}
        invitation = cls.env["mentorship.evaluation.invitation"].create(
            {**mine, "partner_id": cls.mentee.id, "drawn_number": "0" * 32}
        )
        token = cls.env["mentorship.evaluation.token"].create(
            {"invitation_id": invitation.id, "token_hash": "0" * 64}
        )
        ballot = cls.env["mentorship.evaluation.ballot"].create(
            {**mine, "ciphertext": "sealed", "ballot_hash": "0" * 64}
        )
        answer = cls.env["survey.user_input"].create(
            {
                "survey_id": evaluation.survey_id.id,
                "mentorship_evaluation_id": evaluation.id,
            }
        )
        question = evaluation.survey_id.question_ids[0]
        line = answer.user_input_line_ids.create(
            answer._get_line_answer_values(
                question, question.suggested_answer_ids[0].id, "suggestion"
            )
        )
        form = evaluation.survey_id._copy_form()
        return {
            "mentorship.evaluation": evaluation,
            "mentorship.evaluation.invitation": invitation,
            "mentorship.evaluation.token": token,
            "mentorship.evaluation.ballot": ballot,
            "survey.user_input": answer,
            "survey.user_input.line": line,
            "survey.survey": form,
            "survey.question": form.question_ids[0],
            "survey.question.answer": form.question_ids.suggested_answer_ids[0],
        }

    @classmethod
    def _written_in_the_room(cls):
        """Return {model: record} of the pair's texts in its room."""
        pairing, recipient = cls.pairing, cls.employee.partner_id
        note = cls._text(pairing, "note", cls.mentee)
        file = {"note_id": note.id, "pairing_id": pairing.id}
        records = {
            "mentorship.note": note,
            "mentorship.note.file": note.file_ids.create(
                {**file, "author_id": cls.mentee.id}
            ),
            "mentorship.goal": cls._text(pairing, "goal", cls.mentee),
            "mentorship.plan": cls._text(pairing, "plan", cls.mentee),
            "mentorship.lookback": cls.env["mentorship.lookback"].create(
                {"pairing_id": pairing.id, "author_id": cls.mentee.id}
            ),
            "mentorship.agreement": cls._text(pairing, "agreement", cls.mentor),
            "mentorship.consent": cls._consent(pairing, cls.mentee, recipient, note),
        }
        return records | cls._of_an_identity() | cls._of_a_conversation()

    @classmethod
    def _of_an_identity(cls):
        """Return {model: record} of a member's public keys, and what goes with them."""
        identity = cls._identity(cls.mentee)
        return {
            "mentorship.identity": identity,
            "mentorship.identity.way": identity.way_ids[0],
            "mentorship.trust": identity.trust_ids,
        }

    @classmethod
    def _of_a_conversation(cls):
        """Return {model: record} of a sealed message to the coordinators."""
        message = cls._conversation()
        return {
            "mentorship.message": message,
            "mentorship.message.text": message.text_ids,
        }

    @classmethod
    def _enrol_late(cls, partner):
        cls.edition.late_enrolment = True
        return cls._enrol(partner, "mentee")

    def _wizard_values(self, model):
        wizard = {
            "matching_id": self.records["mentorship.matching"].id,
            "enrolment_id": self.pairing.mentee_enrolment_ids.id,
        }
        if model == "mentorship.alternatives.line":
            wizards = self.env["mentorship.alternatives.wizard"]
            return {
                "wizard_id": wizards.create(wizard).id,
                "other_enrolment_id": self.pairing.mentor_enrolment_id.id,
            }
        if model == "mentorship.past.pair":
            past = self.env["mentorship.edition"].search([("taken_over", "=", True)])
            return {
                "edition_id": (past or self._past_edition()).id,
                "mentor_id": self.mentor.id,
                "mentee_id": self.ex_user.partner_id.id,
            }
        return {
            "mentorship.alternatives.wizard": wizard,
            "mentorship.confirm.wizard": {
                "model": "mentorship.pairing",
                "method": "action_complete",
                "numbers": self.pairing.ids,
            },
            "mentorship.refuse.wizard": {
                "enrolment_ids": [Command.set(self.pairing.mentee_enrolment_ids.ids)],
                "reason": "Full",
            },
            "mentorship.ready.wizard": {
                "enrolment_ids": [Command.set(self.pairing.mentee_enrolment_ids.ids)],
                "reason": "Was briefed",
            },
            "mentorship.answer.wizard": {
                "member_id": self.pairing.member_ids[0].id,
                "answer": "accepted",
            },
            "mentorship.end.wizard": {
                "pairing_ids": [Command.set(self.pairing.ids)],
                "reason_id": self.records["mentorship.end.reason"].id,
            },
            "mentorship.join.wizard": {
                "pairing_id": self.pairing.id,
                "enrolment_id": self.pairing.mentee_enrolment_ids.id,
            },
            "mentorship.term.wizard": {
                "pairing_ids": [Command.set(self.pairing.ids)],
                "until": self.today,
            },
            "mentorship.extend.wizard": {
                "pairing_ids": [Command.set(self.pairing.ids)],
                "until": self.today,
            },
            "mentorship.question.wizard": {
                "question_id": self.records["mentorship.offer.question"].id,
                "answer": "Yes",
            },
            "mentorship.keep.apart.wizard": {
                "preference_id": self.records["mentorship.preference"].id,
                "other_partner_id": self.ex_user.partner_id.id,
            },
            "mentorship.away.wizard": {
                "date_from": self.today,
                "date_to": self.today,
            },
            "mentorship.start.wizard": {
                "programme_name": "A new programme",
                "contact_email": "new@test.example",
            },
            "mentorship.past.wizard": {
                "programme_id": self.programme.id,
                "name": "2018",
                "date_start": self.today - timedelta(days=900),
                "date_end": self.today - timedelta(days=535),
            },
            "mentorship.dashboard": {},
            "mentorship.kept.text": {"name": "mail_template_offer"},
            "mentorship.health": {},
            "mentorship.note.wish.wizard": {
                "preference_id": self.records["mentorship.preference"].id,
                "other_enrolment_id": self.pairing.mentor_enrolment_id.id,
            },
        }[model]
