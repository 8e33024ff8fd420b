"""The words of the reference that no code can say: what each word and each setting means."""

WORDS = {
    "Policy": ("core.policy.whole.Policy", "One partnership's published procedure, as data, kept version by version."),
    "Clause": ("core.policy.papers.Clause", "A numbered statement of the source document, in our own words."),
    "Assumption": ("core.policy.papers.Assumption", "A local filling of what the policy leaves open, with its reason."),
    "Stage": ("core.policy.stages.Stage", "A rung of the policy's ladder, with the policy's own word and number."),
    "Line, tier": ("core.policy.stages.Tiers", "A step inside a stage: the other agency's ladder, or an open climb."),
    "Move": ("core.policy.stages.Move", "A permitted way from one stage to another, with what it asks for first."),
    "Duty": ("core.policy.duties.Duty", "What somebody owes: who, what, for whom, when, by when, and what ends it."),
    "Timescale": ("core.policy.times.Timescale", "How long something may take, from when, and how binding it is."),
    "Deadline": (
        "core.working_time.Deadline",
        "An instant, with the reasons for it. A limit is the latest moment, never the target.",
    ),
    "Protective date": (
        "core.events.ProtectiveDeadlineSet",
        "An earlier date that a person sets because the child or adult needs it. The earlier one counts.",
    ),
    "Occurrence": ("core.occurrences.occurrences", "The name of something that can happen, as a policy writes it."),
    "Fact": ("core.policy.facts.Fact", "Something about the case that steers routes, moves and duties."),
    "Agency": ("core.policy.people.Agency", "A kind of organisation with a place in the policy."),
    "Post": ("core.policy.people.Post", "A role, never a person. The directory says who holds it today."),
    "Seat": ("core.people.Seat", "A post at one agency in one escalation."),
    "Route": (
        "core.policy.routes.Route",
        "A row of the routing table: for this agency, line, status and hour, ring this post.",
    ),
    "Contact card": ("core.routing.Card", "The answer to “whom do I ring now?”, with the clause it rests on."),
    "Hole": ("core.routing.Hole", "The honest answer where the policy names nobody. It never stops anything."),
    "Escalation": ("core.escalation.Escalation", "One professional disagreement being resolved. Never the case file."),
    "Subject": ("core.commands.Subject", "The child, unborn child, young person or adult at risk; or nobody."),
    "Party": ("core.escalation.Party", "An agency in the disagreement: raising, responding or supporting."),
    "Command": ("core.commands.Command", "What somebody asks for, at an instant: raise, escalate, propose."),
    "Event": ("core.events.Event", "What has happened. It is recorded once and never changed."),
    "Entry": ("escalations.models.Entry", "One event in the history, sealed and chained to the one before it."),
    "Verdict": ("core.verdict.Verdict", "Whether something may be done, and the sentence that says why or why not."),
    "Refused": ("core.verdict.Refused", "An expected no: a sentence for the person who asked, with the clause."),
    "Override": (
        "core.verdict.Refused.overridable",
        "Going on although the policy asks for something first: with a name and a reason, on the record.",
    ),
    "Notice": ("core.events.NoticeOwed", "A message that is owed. It never names a subject."),
    "Office": ("core.people.OFFICE", "The partnership's own office: its business manager and staff."),
}

MEANINGS = {
    "SECRET_KEY": "Signs sessions and forms. At least 50 characters that nobody could guess.",
    "ALLOWED_HOSTS": "The names under which the service is reached, with commas between them.",
    "DATABASE_URL": "Where the record is kept: `postgresql://user:password@host/name`.",
    "WAYFORWARD_DATA": "A folder on a local disk. Without `DATABASE_URL` the record is kept there, in one file.",
    "WAYFORWARD_SEALING_KEY_FILE": "The file with the sealing key. Keep it apart from the database.",
    "WAYFORWARD_DEMO": "`1` where every person and agency is invented. Answers on this machine only.",
    "WAYFORWARD_STATIC": "The folder for style sheets and pictures. Without it: `static` in `WAYFORWARD_DATA`.",
    "WAYFORWARD_BEHIND_PROXY": (
        "`1` where a proxy ends TLS, sets `X-Forwarded-Proto` itself"
        " and adds the browser’s address to `X-Forwarded-For`."
    ),
    "EMAIL_URL": "The mail server. A demonstration writes its messages to the folder `mail` in its data instead.",
    "WAYFORWARD_EMAIL_FROM": "The address that messages come from.",
    "WAYFORWARD_BOUNCES_TO": (
        "Where messages that cannot be delivered are sent back to: `bounces+{id}@example.org` names each of them."
        " Without it: to `WAYFORWARD_EMAIL_FROM`."
    ),
    "WAYFORWARD_ADDRESS": (
        "Where people find the pages: links in messages begin with it. Without it: `https://` and the first of"
        " `ALLOWED_HOSTS`."
    ),
    "WAYFORWARD_CHANNEL": "`email` for a mail server, `notify` for GOV.UK Notify.",
    "WAYFORWARD_NOTIFY_KEY": "The key of your service at GOV.UK Notify.",
    "WAYFORWARD_NOTIFY_TEMPLATE": (
        "The id of your email template there, with the fields `reference`, `due`, `link` and `name`."
    ),
    "WAYFORWARD_NOTIFY_URL": "Another address of GOV.UK Notify, for tests.",
    "WAYFORWARD_HEARTBEAT_URL": (
        "An address that is called each minute while all is well. Whoever answers there raises the alarm when the"
        " calls stop. `https` only."
    ),
    "WAYFORWARD_BACKUP_STAMP": "A file that your backup touches each time that it has succeeded.",
    "WAYFORWARD_LOG_LEVEL": "`DEBUG`, `INFO`, `WARNING` or `ERROR`.",
}
