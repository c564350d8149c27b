{
    "name": "Mentorship programmes: courses",
    "summary": "Let a resource of a mentorship programme be a course",
    "version": "19.0.1.0.0",
    "category": "Membership",
    "license": "AGPL-3",
    "author": "nob_mentorship contributors",
    "website": "https://www.nob.net",
    "development_status": "Beta",
    "depends": ["nob_mentorship", "website_slides"],
    "data": ["views/resource_views.xml"],
    "auto_install": True,
    "uninstall_hook": "uninstall_hook",
}
