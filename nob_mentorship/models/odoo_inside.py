"""All parts of Odoo that the addon uses although no documentation of Odoo guarantees
them.

`TOUCHES` is the list, from which `docs/porting.md` is made. Access to them goes through
the functions below where possible; an overridden method is in the class of its model.
In another version of Odoo, each of these may be elsewhere, or no longer be called:
there is a test for each.
"""

from contextlib import suppress

from odoo.exceptions import AccessError
from odoo.tools import file_path, mute_logger

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG
from odoo.addons.base.models.ir_ui_view import get_view_arch_from_file

UNINSTALLING = {MODULE_UNINSTALL_FLAG: True}
"""The context of an uninstallation, in which `ondelete` methods prevent nothing."""

MODEL = "odoo.orm.models.BaseModel"
HTTP = "odoo.addons.base.models.ir_http.IrHttp"
USERS = "odoo.addons.base.models.res_users.ResUsers"
SURVEY = "odoo.addons.survey.models.survey_survey.SurveySurvey"
PAGES = "odoo.addons.survey.controllers.main.Survey"
LIVE = "odoo.addons.survey.controllers.survey_session_manage.UserInputSession"
INPUT = "odoo.addons.survey.models.survey_user_input.SurveyUser_Input"
ACTIVITY = "odoo.addons.mail.models.mail_activity.MailActivity"
DIGEST = "odoo.addons.digest.models.digest.DigestDigest"

TOUCHES = {
    f"{MODEL}._has_field_access": (
        "called before a user reads or writes a field, in any way",
        "base/test_field_guard.py::test_no_way_reads_what_is_closed",
    ),
    f"{MODEL}._search": (
        "finds the records that the user can read, also for counts and groups",
        "pairing/test_ending_traces.py::"
        "test_a_coordinator_in_the_pair_sees_no_line_about_it",
    ),
    f"{MODEL}._read_grouping_sets": (
        "finds the groups of a pivot table, as `_read_group` does those of a list",
        "reporting/test_report.py::test_no_row_is_read_in_any_way",
    ),
    "odoo.addons.base.models.ir_rule.IrRule._compute_domain": (
        "returns the domain of the records that the rules show to the user",
        "reporting/test_report.py::test_each_reads_of_their_own_programmes",
    ),
    "odoo.addons.web.controllers.export.ExcelExport.from_data": (
        "makes the Excel file of a list from its rows",
        "reporting/test_formulas.py::test_no_name_is_a_formula_in_an_excel_file",
    ),
    "odoo.addons.web.controllers.export.ExcelExport.from_group_data": (
        "makes the Excel file of a grouped list from a tree: node.children, node.data",
        "reporting/test_formulas.py::test_no_name_is_a_formula_in_a_grouped_file",
    ),
    "odoo.addons.web.controllers.export.CSVExport.from_data": (
        "makes the CSV file of a list from its rows; marks =, + and - by an apostrophe",
        "reporting/test_formulas.py::test_no_name_is_a_formula_in_a_csv_file",
    ),
    "odoo.addons.web.controllers.pivot.TableExporter.export_xlsx": (
        "makes the Excel file of a pivot table from JSON: col_group_headers, "
        "measure_headers, rows",
        "reporting/test_formulas.py::test_no_header_is_a_formula_in_a_pivot_table",
    ),
    f"{MODEL}._check_access": (
        "called before records are read or written; the error it returns is raised",
        "preference/test_exclusion.py::test_what_is_hidden_answers_as_what_is_not_there",
    ),
    f"{MODEL}.onchange": (
        "returns values for a form being filled in, including names",
        "test_methods.py::test_nor_where_it_is_written_or_nested",
    ),
    "odoo.orm.fields.Field.condition_to_sql": (
        "makes the SQL condition of each search by a field",
        "test_methods.py::test_a_contact_is_not_found_by_a_sign_up_that_is_hidden",
    ),
    f"{MODEL}._auto_init": (
        "makes the columns of a model; one that is there already is not computed",
        "core/test_profile.py::test_no_contact_is_computed_for_a_new_column",
    ),
    f"{MODEL}._register_hook": (
        "called on each model before a database is served",
        "test_odoo_inside.py::test_a_database_is_not_served_without_its_guard",
    ),
    f"{MODEL}._valid_field_parameter": (
        "lets a model without a chatter declare tracking for its heirs",
        "test_odoo_inside.py::test_an_abstract_setting_is_tracked_in_its_heirs",
    ),
    f"{MODEL}._sql_error_to_message": (
        "returns the message of a violated constraint",
        "test_odoo_inside.py::test_a_broken_constraint_has_its_sentence",
    ),
    f"{MODEL}._sql_error_to_message_generic": (
        "returns a message if the constraint has none",
        "test_odoo_inside.py::test_a_constraint_without_a_sentence_names_no_column",
    ),
    "odoo.addons.base.models.ir_fields.IrFieldsConverter.for_model": (
        "returns the function that reads a line of an import, given as a dict",
        "base/test_import.py::test_a_sign_up_is_meant_by_its_member_in_its_edition",
    ),
    "odoo.addons.base.models.ir_fields.IrFieldsConverter.db_id_for": (
        "finds the record that a line of an import names; (id, warnings)",
        "base/test_import.py::test_a_name_that_several_have_is_refused",
    ),
    "odoo.addons.base_import.models.base_import.Base.get_import_templates": (
        "returns the files that an import screen offers; [{label, template}]",
        "base/test_import.py::test_a_template_is_an_import_as_it_is",
    ),
    "odoo.addons.bus.models.bus_listener_mixin.BusListenerMixin._bus_send": (
        "tells a member of staff at once that a bulk action is done",
        "rhythm/test_daily.py::test_who_asked_is_told_that_it_is_done",
    ),
    f"{DIGEST}._compute_kpis": (
        "returns the figures of a mail for a user, [{kpi_name, kpi_col1, …}]; an empty "
        "column is not shown",
        "rhythm/test_digest.py::test_a_figure_of_now_is_said_once",
    ),
    f"{DIGEST}._compute_kpis_actions": (
        "returns what each figure of a mail leads to, {figure: action}",
        "rhythm/test_digest.py::test_each_figure_leads_to_its_records",
    ),
    f"{DIGEST}._compute_tips": (
        "returns the tips of a mail, as a list of HTML",
        "rhythm/test_digest.py::test_the_mail_is_in_the_readers_language",
    ),
    f"{DIGEST}._action_send": (
        "called for each mailing, by hand or by the scheduled action",
        "rhythm/test_digest.py::test_a_role_that_was_lost_unseen_ends_it",
    ),
    f"{DIGEST}._check_daily_logs": (
        "returns the digests that are sent less often from now on",
        "rhythm/test_digest.py::test_it_stays_weekly_although_no_one_logs_in",
    ),
    "odoo.addons.mail.wizard.mail_compose_message.MailComposeMessage"
    "._action_send_mail": (
        "sends the mails of the form for a separate mail to each",
        "base/test_correspondence.py::test_a_mail_without_a_text_is_not_sent",
    ),
    "odoo.addons.mail.models.mail_template.MailTemplate._check_can_be_rendered": (
        "renders a changed template with any record",
        "base/test_mail.py::test_a_mail_about_a_meeting_can_be_changed",
    ),
    f"{ACTIVITY}._make_access_error": (
        "makes the error for activities that the user may not read",
        "pairing/test_ending_traces.py::"
        "test_a_coordinator_in_the_pair_sees_no_line_about_it",
    ),
    f"{ACTIVITY}._compute_date_done": (
        "stores the day on which an activity was done, in UTC",
        "rhythm/test_day.py::test_done_just_after_midnight_is_done_today",
    ),
    "odoo.addons.mail.models.mail_thread.MailThread.message_post": (
        "called for every message written on a record, including the chatter's",
        "base/test_correspondence.py::test_a_mail_to_a_pair_is_of_the_programme",
    ),
    "odoo.addons.mail.models.mail_thread.MailThread._notify_get_recipients_groups": (
        "returns the groups with different mails, [name, test, {button_access, …}]",
        "base/test_correspondence.py::test_a_mail_to_a_pair_is_of_the_programme",
    ),
    "odoo.addons.mail.models.models.Base._notify_by_email_get_headers": (
        "returns the headers of a mail, one of which names all its recipients",
        "base/test_correspondence.py::test_nobody_reads_the_address_of_another",
    ),
    "odoo.addons.mail.models.mail_thread.MailThread._message_mail_after_hook": (
        "called with the mails that the form for a separate mail to each has queued",
        "base/test_correspondence.py::test_nothing_is_sent_before_all_is_done",
    ),
    "odoo.addons.mail.models.models.Base"
    "._mail_get_operation_for_mail_message_operation": (
        "returns {record: operation} to check for its messages and activities; those "
        "left out are closed",
        "pairing/test_ending_traces.py::"
        "test_a_coordinator_in_the_pair_reads_no_note_about_it",
    ),
    "odoo.addons.mail.models.models.Base._message_get_default_recipients": (
        "returns the recipients in that form for each record, {id: {partner_ids, …}}",
        "base/test_correspondence.py::test_a_mentor_of_two_pairs_gets_one_mail",
    ),
    "odoo.addons.mail.models.models.Base._mail_get_partners": (
        "returns the contacts that a message on a record concerns, {id: contacts}",
        "base/test_correspondence.py::test_the_people_concerned_are_suggested",
    ),
    "odoo.addons.portal.controllers.portal.pager": (
        "returns the page numbers below a list for members",
        "preference/test_choice.py::test_the_second_page_is_linked_and_keeps_the_topic",
    ),
    "odoo.orm.fields.Field.convert_to_cache": (
        "with `convert_to_record`: gives a value as it will read once it is written",
        "test_odoo_inside.py::test_a_value_reads_as_it_will",
    ),
    "odoo.orm.fields_relational.One2many.read": (
        "called to fill the list of a record",
        "base/test_lines.py::test_a_list_is_read_in_one_query_with_its_columns",
    ),
    "odoo.orm.fields.Field._insert_cache": (
        "keeps values that were found, without a query",
        "base/test_lines.py::test_a_list_is_read_in_one_query_with_its_columns",
    ),
    "odoo.orm.fields_textual.BaseString._get_stored_translations": (
        "returns the languages that a text really has, {code: text}",
        "test_odoo_inside.py::test_only_languages_that_are_there_are_copied",
    ),
    "odoo.addons.base.models.ir_ui_view.get_view_arch_from_file": (
        "returns a view as it is in its file",
        "evaluation/test_form_templates.py::test_an_edited_template_is_named",
    ),
    "odoo.addons.base.models.ir_model.MODULE_UNINSTALL_FLAG": (
        "lets records in use be deleted with the addon",
        "test_odoo_inside.py::test_a_form_in_use_goes_with_the_addon",
    ),
    "odoo.addons.base.models.ir_actions.IrActionsActions._for_xml_id": (
        "returns one of our actions as a dict that can be changed",
        "test_odoo_inside.py::test_an_action_is_a_dict_of_its_own",
    ),
    "odoo.addons.base.models.ir_qweb.IrQweb._render": (
        "renders one of our templates to markup",
        "test_odoo_inside.py::test_a_template_becomes_markup",
    ),
    "odoo.addons.base.models.ir_actions_report.IrActionsReport._render_qweb_pdf": (
        "returns (content, kind) of a report with our own values",
        "tests/test_results.py"
        "::test_page_pdf_and_excel_say_the_same_and_it_is_what_was_answered",
    ),
    "odoo.addons.base.models.ir_mail_server.IrMail_Server._build_email__": (
        "makes each mail; accepts attachments as (name, content, type)",
        "test_odoo_inside.py::test_a_mail_is_built_where_the_invitation_joins_it",
    ),
    "odoo.addons.base.models.res_partner.ResPartner"
    "._compute_application_statistics_hook": (
        "collects the statistics shown on a contact, {id: [chip]}",
        "test_odoo_inside.py::test_a_contact_shows_its_pairings",
    ),
    "odoo.addons.base.wizard.base_partner_merge.BasePartnerMergeAutomaticWizard"
    "._update_foreign_keys": (
        "called before contacts are merged",
        "pairing/test_room.py::test_contacts_with_a_room_are_not_merged_into_another",
    ),
    "odoo.addons.auth_signup.models.res_partner.ResPartner"
    "._get_signup_url_for_action": (
        "returns links to choose a password and continue to a page, {partner id: link}",
        "test_odoo_inside.py::test_a_newcomer_gets_a_link_to_a_password_and_the_page",
    ),
    "odoo.addons.auth_signup.models.res_partner.ResPartner._get_partner_from_token": (
        "returns the contact of a token, empty once it is invalid",
        "core/test_link.py::test_a_token_of_an_earlier_mail_leads_to_its_page",
    ),
    "odoo.http.SessionExpiredException": (
        "raised by `_authenticate` for a visitor without a session",
        "core/test_late_form.py::test_what_was_typed_comes_back_after_the_login",
    ),
    "odoo.addons.base.models.ir_rule.IrRule._make_access_error": (
        "makes the error for a record that a rule hides",
        "test_methods.py::test_what_is_hidden_answers_as_what_is_not_there",
    ),
    "odoo.addons.web.controllers.session.Session.logout": (
        "ends a session at a person's request",
        "test_odoo_inside.py::test_a_logout_is_noted_for_the_sealed_page",
    ),
    "odoo.addons.auth_signup.controllers.main.AuthSignupHome.web_auth_signup": (
        "shows the page of a link with a token",
        "core/test_link.py::test_a_token_of_an_earlier_mail_leads_to_its_page",
    ),
    "odoo.addons.base.models.ir_model.IrModelData._xmlid_to_res_id": (
        "returns the id of a record by its external identifier, from a cache",
        "test_query_counts.py::"
        "test_a_members_page_sends_as_many_queries_with_few_as_with_many_pairings",
    ),
    f"{USERS}._get_company_ids": (
        "returns the numbers of a user's companies; kept in memory",
        "test_odoo_inside.py::test_a_login_has_its_companies",
    ),
    f"{USERS}._login": (
        "sets the browser's time zone at a first login, by a separate write",
        "base/test_time_zone.py::test_a_first_login_abroad_changes_no_time_zone",
    ),
    "odoo.http.Controller": (
        "answers requests; its routes are merged with those of its subclasses",
        "tests/test_sealed_host.py::test_every_file_goes_with_the_headers",
    ),
    f"{HTTP}._authenticate": (
        "refuses a visitor without a session, with the form still in the request",
        "core/test_late_form.py::test_what_was_typed_comes_back_after_the_login",
    ),
    "odoo.addons.mail.models.models.Base._mail_get_companies": (
        "returns the company of a mail's layout, {id: company}",
        "base/test_mail.py::test_a_mail_names_the_company_of_its_edition",
    ),
    "odoo.addons.gamification.models.gamification_badge.GamificationBadge"
    "._get_owners_info": (
        "counts who has a badge, in SQL, for everyone who reads the badge",
        "closure/test_badges.py::test_nobody_else_reads_who_has_a_badge",
    ),
    "odoo.addons.membership.models.res_partner.ResPartner._membership_member_states": (
        "returns the states in which a membership line counts",
        "test_odoo_inside.py::test_paid_lines_count_as_membership",
    ),
    "odoo.addons.portal.controllers.portal.CustomerPortal"
    "._prepare_home_portal_values": (
        "called for the counts of the cards on the portal's home",
        "test_odoo_inside.py::test_the_portal_asks_for_our_count",
    ),
    "odoo.tools.convert.xml_import": (
        "loads records of a data file as an installation does",
        "base/test_shipped.py::test_ours_is_taken_over_with_its_questions",
    ),
    "odoo.tools.translate.TranslationImporter": (
        "loads the translations of chosen records, and holds them by model and field",
        "base/test_shipped.py::test_a_word_of_an_earlier_version_gives_way",
    ),
    "odoo.tools.translate.get_po_paths": (
        "returns the files with the translations of an addon",
        "base/test_shipped.py::test_a_word_of_an_earlier_version_gives_way",
    ),
    f"{HTTP}._serve_fallback": (
        "looks for an attachment at an address that no route has",
        "promotion/test_promotion_page.py::test_no_other_link_stops_anything",
    ),
    f"{HTTP}._match": (
        "finds the route; raises an error for a number too long for Python",
        "core/test_link.py::test_a_number_that_python_does_not_read_is_not_found",
    ),
    "odoo.modules.registry.Registry": (
        "opens a database for the command `mentorship_key`",
        "tests/test_room_keys.py::test_rotation_leaves_all_readable_but_older_backups",
    ),
    f"{SURVEY}._compute_allowed_survey_types": (
        "determines which types of survey a user may choose",
        "test_odoo_inside.py::test_coordinators_may_choose_our_type",
    ),
    f"{SURVEY}._onchange_survey_type": (
        "sets the settings of a type",
        "test_odoo_inside.py::test_our_type_sets_its_settings",
    ),
    f"{SURVEY}._create_answer": (
        "called whenever Odoo starts an answer",
        "test_odoo_inside.py::test_core_begins_no_answer_to_our_forms",
    ),
    f"{SURVEY}.action_send_survey": (
        "opens Odoo's invitation",
        "test_odoo_inside.py::test_core_begins_no_answer_to_our_forms",
    ),
    f"{SURVEY}.action_start_session": (
        "opens Odoo's live session",
        "test_odoo_inside.py::test_core_begins_no_answer_to_our_forms",
    ),
    f"{SURVEY}.action_test_survey": (
        "opens Odoo's test of a survey",
        "test_odoo_inside.py::test_core_begins_no_answer_to_our_forms",
    ),
    f"{SURVEY}._get_supported_lang_codes": (
        "returns the languages of a form; an open form keeps those it was opened in",
        "test_odoo_inside.py::test_a_form_is_shown_in_the_languages_there_are",
    ),
    f"{PAGES}._check_validity": (
        "called by every survey page of Odoo",
        "test_odoo_inside.py::test_cores_pages_on_our_forms_are_closed",
    ),
    f"{PAGES}._prepare_survey_data": (
        "makes the values of Odoo's page from a survey and an answer",
        "tests/test_evaluation_browser.py"
        "::test_a_question_that_was_forgotten_says_so_below_itself",
    ),
    f"{PAGES}.survey_report": (
        "shows Odoo's page with all answers",
        "test_odoo_inside.py::test_cores_pages_on_our_forms_are_closed",
    ),
    f"{PAGES}.show_certification_pdf": (
        "shows the preview of a certificate",
        "test_odoo_inside.py::test_cores_pages_on_our_forms_are_closed",
    ),
    f"{PAGES}.survey_get_certification_preview": (
        "shows the preview of a certificate",
        "test_odoo_inside.py::test_cores_pages_on_our_forms_are_closed",
    ),
    f"{LIVE}._fetch_from_token": (
        "called by every page of a live session",
        "test_odoo_inside.py::test_live_sessions_find_no_form_of_ours",
    ),
    f"{LIVE}._fetch_from_session_code": (
        "called for each person who joins a live session; (survey, error)",
        "test_odoo_inside.py::test_live_sessions_find_no_form_of_ours",
    ),
    f"{INPUT}._get_line_answer_values": (
        "returns the values of a line of an answer, as Odoo stores it",
        "tests/test_evaluation.py"
        "::test_valid_answers_come_out_as_core_would_have_stored_them",
    ),
    f"{INPUT}._get_line_comment_values": (
        "returns the same for a comment",
        "tests/test_evaluation.py"
        "::test_valid_answers_come_out_as_core_would_have_stored_them",
    ),
}
"""{place in Odoo: (what we rely on, the test that checks it)}; a test without a folder
is in `nob_mentorship/tests`."""

TABLES = {
    "ir_attachment": ("res_model", "res_field", "res_id", "create_date"),
    "ir_model_data": ("module", "name", "model", "res_id", "noupdate"),
    "ir_model_constraint": ("module",),
    "ir_model_fields": ("model", "name"),
    "ir_module_module": ("id", "name"),
    "mail_activity": ("res_model", "note"),
    "res_partner": ("id", "lang"),
}
"""{table of Odoo: the columns} that we read or write in our own SQL."""


def check_asked(records, names):
    """Raise unless Odoo calls a model's guard before a user reads a field.

    :param records: an empty recordset of a model with `_has_field_access`
    :param names: the names of fields that no user is allowed to read
    :raises RuntimeError: because a database with unprotected fields is not served
    """
    if not names:
        return
    visitor = records.with_user(records.env.ref("base.public_user"))
    shown = names & visitor.fields_get().keys()
    # these refusals are no attack, so they are not logged
    with mute_logger("odoo.models"):
        for name in names - shown:
            with suppress(AccessError):
                visitor.new().mapped(name)
                shown |= {name}
    if shown:
        raise RuntimeError(
            f"Odoo does not ask any more who may read {', '.join(sorted(shown))} of "
            f"{records._name}: nob_mentorship does not run on this version of Odoo."
        )


def as_value(records, name, value):
    """Return a value as the field will read once it is written."""
    field = records._fields[name]
    return field.convert_to_record(field.convert_to_cache(value, records), records)


def constraint_message(records, error):
    """Return the message of the constraint that a database error names.

    :param records: any records, used if the error names no table of a model
    :param psycopg2.IntegrityError error: the error from the database
    """
    for model in records.env.registry.values():
        if model._table == error.diag.table_name and not model._abstract:
            return records.env[model._name]._sql_error_to_message(error)
    return records._sql_error_to_message(error)


def translations(record, name):
    """Return {language: text} of a translated field, without fallbacks."""
    return record._fields[name]._get_stored_translations(record)


def arch_in_file(file, name):
    """Return the arch of a view in a file, or None if it is not there.

    :param str file: as `arch_fs` of a view
    :param str name: the external identifier of the view
    """
    try:
        path = file_path(file)
    except (OSError, ValueError):
        return None
    return get_view_arch_from_file(path, name)


def id_of(env, name):
    """Return the id of a record without a query, once it was asked for.

    :param str name: its external identifier
    """
    return env["ir.model.data"]._xmlid_to_res_id(name)


def window_action(env, name):
    """Return the values of an action, as a new dict.

    :param str name: the external identifier of the action
    """
    return env["ir.actions.actions"]._for_xml_id(name)


def render(env, template, values):
    """Return the markup of a template."""
    return env["ir.qweb"]._render(template, values)


def pdf(env, report, ids, data):
    """Return the contents of a report as a PDF.

    :param str report: the external identifier of the report
    :param dict data: the argument of its `_get_report_values`
    """
    content, _kind = env["ir.actions.report"]._render_qweb_pdf(report, ids, data=data)
    return content


def sign_up_link(partner, path):
    """Return the address where a contact sets a password and is then taken to a
    page."""
    return partner._get_signup_url_for_action(url=path)[partner.id]


def companies_of(user):
    """Return the companies that a user can work in, without a query."""
    return user.env["res.company"].browse(user._get_company_ids())


def is_sign_up(partners, token):
    """Tell whether a token still lets its contact set a password."""
    # Odoo raises an error for an invalid token
    with suppress(ValueError):
        return bool(partners._get_partner_from_token(token))
    return False


def member_states(partners):
    """Return the states in which a membership line counts."""
    return partners._membership_member_states()
