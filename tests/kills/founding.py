"""Founds the partnership that these tests act in: run as a module, it prints who is there."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]


def found() -> dict[str, str]:
    """A migrated database with the fixed cast under Havering's policy; the keys of those who act."""
    from tests import cast as players  # noqa: PLC0415 - needs Django, which is set up by now
    from wayforward.escalations.sealing import write_master_key  # noqa: PLC0415

    call_command("migrate", interactive=False, verbosity=0)
    write_master_key(Path(settings.WAYFORWARD_SEALING_KEY_FILE))
    cast = players.found("havering")
    return {
        "ref": cast.raised().ref,
        "partnership": cast.partnership.key,
        "raises": str(cast.raises.pk),
        "responds": str(cast.responds.pk),
        "lead": str(cast.lead.pk),
        "other_lead": str(cast.other_lead.pk),
        "manager": str(cast.manager.pk),
        "chair": str(cast.chair.pk),
    }


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    django.setup()
    print(json.dumps(found()))
