from odoo import api, fields, models

from ...tools.ballot import KINDS, Question

TAKING_PART = ("matched", "completed", "unmatched", "accepted")
BEFORE = ("submitted", "waiting", "accepted", "matched")
PULSE_TIMES = 2
"""A pulse asks at least this many times its minimum number of answers."""


class MentorshipEvaluation(models.Model):
    """The audience of an evaluation, its questions, and whether the form is
    suitable."""

    _inherit = "mentorship.evaluation"

    def _audience(self):
        """Return [(partner, role)] for the people to ask, each person once.

        Before an edition: members who signed up. During and after: members who are or
        were in a pairing that became active, and did not withdraw. A pulse asks those
        who are due for one, and a look back everyone who took part.
        """
        roles = ("mentor", "mentee", "peer")
        wanted = roles if self.audience == "all" else (self.audience,)
        if self.moment == "pulse":
            due = self.edition_id._pulse_due()
            return [(who, role) for who, (role, _day) in due.items() if role in wanted]
        if self.moment == "lookback":
            there = self.edition_id._took_part()
            return [(who, role) for who, role in there.items() if role in wanted]
        enrolments = self.edition_id.enrolment_ids.filtered(
            lambda enrolment: enrolment.role in wanted
        )
        if self.moment == "needs":
            enrolments = enrolments.filtered(lambda e: e.state in BEFORE)
        else:
            enrolments = enrolments.filtered(
                lambda e: (
                    e.state in TAKING_PART
                    and any(
                        member.answer == "accepted"
                        and member.pairing_id.state in ("active", "completed", "ended")
                        for member in e.member_ids
                    )
                )
            )
        return list({e.partner_id: e.role for e in enrolments}.items())

    @api.model
    def _least_asked(self, moment, minimum):
        """Return how many people an evaluation must ask: its minimum number of answers
        and, for a pulse, twice that.

        :param str moment: as in `moment`
        :param int minimum: as in `min_responses`
        """
        return PULSE_TIMES * minimum if moment == "pulse" else minimum

    @api.model
    def _default_minimum(self):
        """Return the minimum number of answers of a new evaluation."""
        return self.default_get(["min_responses"])["min_responses"]

    def _to_remind(self):
        """Return {(partner, role)} of the people whom a reminder still concerns."""
        if self.moment == "pulse":
            there = self.edition_id._under_way_now()
            return {(who, member.role) for who, member in there.items()}
        if self.moment == "lookback":
            return set(self.edition_id._took_part().items())
        return {
            (enrolment.partner_id, enrolment.role)
            for enrolment in self.edition_id.enrolment_ids
            if enrolment.state != "withdrawn"
        }

    def _questions(self):
        """Return the `ballot.Question` of each question of the form, in order."""
        questions = self.survey_id.question_ids
        return [
            Question(
                question.id,
                question.question_type,
                options=frozenset(question.suggested_answer_ids.ids),
                rows=tuple(question.matrix_row_ids.ids),
                several=question.matrix_subtype == "multiple",
                comment=question.comments_allowed,
                low=question.scale_min,
                high=question.scale_max,
                triggers=frozenset(question.triggering_answer_ids.ids),
            )
            for question in questions
        ]

    def _problems(self, asked):
        """Return the reasons why the evaluation cannot be opened, one sentence each.

        :param asked: the value of :meth:`_audience`
        """
        problems = self._form_problems()
        if self.closes_on and self.closes_on < fields.Date.context_today(self):
            problems.append(self.env._("The last day to answer has already passed."))
        if self.moment == "lookback":
            problems += self.edition_id._too_early_to_look_back()
        least = self._least_asked(self.moment, self.min_responses)
        if len(asked) < least and self.moment == "pulse":
            problems.append(
                self.env._(
                    "Only %(count)s members are due for a pulse now. It can be opened "
                    "once at least %(least)s are: twice the minimum number of answers.",
                    count=len(asked),
                    least=least,
                )
            )
        elif len(asked) < least:
            problems.append(
                self.env._(
                    "Only %(count)s would be asked, and results need at least "
                    "%(minimum)s answers: there could never be a result.",
                    count=len(asked),
                    minimum=self.min_responses,
                )
            )
        # sudo: looks at the evaluations of all programmes; only reveals whether there
        # is one
        if self.sudo().search_count(
            [
                ("survey_id", "=", self.survey_id.id),
                ("state", "!=", "draft"),
                ("id", "!=", self.id),
            ],
            limit=1,
        ):
            problems.append(
                self.env._(
                    "Another evaluation already uses this form; take a copy of it."
                )
            )
        return problems

    def _form_problems(self):
        """Return the problems of the form that would break anonymity or the ballot
        box."""
        _, form = self.env._, self.survey_id
        questions = form.question_ids
        named = questions.filtered(lambda q: q.save_as_email or q.save_as_nickname)
        unknown = questions.filtered(lambda q: q.question_type not in KINDS)
        images = questions.suggested_answer_ids.filtered("value_image")
        # these could not be answered, and the form is fixed once it is open
        without_choices = questions.filtered(
            lambda q: (
                (
                    q.question_type in ("simple_choice", "multiple_choice", "matrix")
                    and not q.suggested_answer_ids
                )
                or (q.question_type == "matrix" and not q.matrix_row_ids)
            )
        )
        pages = form.questions_layout != "one_page"
        drawn = form.questions_selection != "all"
        scored = form.scoring_type != "no_scoring"
        public = form.access_mode != "token"
        found = [
            (not form.active, _("The form is archived.")),
            (not questions, _("The form has no questions.")),
            (
                pages,
                _(
                    "The form has several pages; a ballot is one page. Choose “One "
                    "page with all the questions”."
                ),
            ),
            (
                drawn,
                _(
                    "The questions are picked at random, but everyone must get the "
                    "same ones."
                ),
            ),
            (
                form.certification,
                _("The form is a certification, which names the people who passed."),
            ),
            (scored, _("The form keeps scores; an evaluation has none.")),
            (
                form.users_login_required,
                _(
                    "The form asks for a login, which would identify the people who "
                    "answer."
                ),
            ),
            (
                form.is_attempts_limited,
                _("The form counts the attempts of each person."),
            ),
            (
                form.is_time_limited,
                _("The form has a time limit, which records when each person starts."),
            ),
            (
                form.users_can_go_back,
                _(
                    "The form lets people go back, which requires their answers to "
                    "be stored."
                ),
            ),
            (
                public,
                _("The form is open to anyone; choose “Invited people only”."),
            ),
            (form.session_state, _("A live session of the form is running.")),
            (
                named,
                _(
                    "“%s” is saved as an email address or nickname, which would "
                    "identify the person who answers.",
                    named[:1].title,
                ),
            ),
            (
                images,
                _(
                    "“%s” has pictures as answers, which cannot be shown.",
                    images[:1].value,
                ),
            ),
            (
                without_choices,
                _(
                    "“%s” has no choices: add them. A matrix needs rows and columns.",
                    without_choices[:1].title,
                ),
            ),
            (
                unknown,
                _(
                    "The question “%s” is of a type that cannot be sealed.",
                    unknown[:1].title,
                ),
            ),
        ]
        return [problem for holds, problem in found if holds]
