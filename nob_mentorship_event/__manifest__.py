{
    "name": "Mentorship programmes: events",
    "summary": "Let a briefing or workshop of a mentorship programme be an event",
    "version": "19.0.1.0.0",
    "category": "Membership",
    "license": "AGPL-3",
    "author": "nob_mentorship contributors",
    "website": "https://www.nob.net",
    "development_status": "Beta",
    "depends": ["event", "nob_mentorship"],
    "data": [
        "views/session_views.xml",
        "views/event_views.xml",
    ],
    "auto_install": True,
    "uninstall_hook": "uninstall_hook",
}
