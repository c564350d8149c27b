{
    "name": "Mentorship programmes",
    "summary": "Run mentorship programmes where your members already are",
    "version": "19.0.1.0.0",
    "category": "Membership",
    "license": "AGPL-3",
    "author": "nob_mentorship contributors",
    "website": "https://www.nob.net",
    "depends": [
        "mail",
        "membership",
        "partner_contact_gender",
        "portal",
        "survey",
    ],
    "external_dependencies": {
        "python": ["cryptography", "icalendar", "scipy"],
    },
    "data": [
        "security/mentorship_groups.xml",
        "security/ir.model.access.csv",
        "security/mentorship_rules.xml",
        "data/ir_cron_data.xml",
        "views/res_config_settings_views.xml",
        "views/portal_templates.xml",
        "views/portal_edition_templates.xml",
        "views/portal_enrolment_templates.xml",
        "views/portal_pairing_templates.xml",
    ],
    "assets": {
        "web.assets_frontend": [
            "nob_mentorship/static/src/scss/mentorship_portal.scss",
        ],
    },
    "demo": [],
    "application": True,
    "installable": True,
}
