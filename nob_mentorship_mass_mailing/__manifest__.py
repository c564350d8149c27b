{
    "name": "Mentorship programmes: mailing lists",
    "summary": "Keep a mailing list of the members invited to a mentorship programme",
    "version": "19.0.1.0.0",
    "category": "Membership",
    "license": "AGPL-3",
    "author": "nob_mentorship contributors",
    "website": "https://www.nob.net",
    "development_status": "Beta",
    "depends": ["mass_mailing", "nob_mentorship"],
    "data": [
        "views/mailing_list_views.xml",
        "views/promotion_views.xml",
    ],
    "auto_install": True,
    "uninstall_hook": "uninstall_hook",
}
