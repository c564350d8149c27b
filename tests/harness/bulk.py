"""The result of a bulk action, however long it takes."""

JOBS = "nob_mentorship.ir_cron_jobs"


def finished(server, staff, told):
    """Return what staff are told at the end of a bulk action, as one text.

    :param staff: `Client` of the user who started it
    :param told: the answer to the action, a dict or None
    """
    if not told:
        return ""
    if told["type"] == "ir.actions.client":
        return told["params"]["message"]
    job, state = told["res_id"], "running"
    while state == "running":
        server.run_cron(JOBS)
        fields = ["state", "total", "done_count"]
        (found,) = staff.call("mentorship.job", "read", [[job], fields])
        state = found["state"]
    lines = staff.call(
        "mentorship.job.line",
        "search_read",
        [[("job_id", "=", job), ("state", "=", "refused")], ["name", "reason"]],
    )
    return "\n".join(
        [
            f"{found['done_count']} of {found['total']} done.",
            *(f"{line['name']}: {line['reason']}" for line in lines),
        ]
    )
