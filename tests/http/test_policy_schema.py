"""The schema of policies says what the server says: presets pass both, faults fail both."""
import copy
import json
import os

from jsonschema import Draft202012Validator

from client import ROOT, ServerCase

FAULTS = (
    ("a key that means nothing", lambda d: d["rules"][0]["when"].update(tear=["vip"])),
    ("an unknown tier", lambda d: d["rules"][0]["when"].update(tier=["gold"])),
    ("an empty condition", lambda d: d["rules"][0].update(when={})),
    ("zero", lambda d: d["rules"][0]["targets"].update(response="0h")),
    ("no duration", lambda d: d["rules"][0]["targets"].update(response="soon")),
    ("a kind that has no standard", lambda d: d["rules"][0]["targets"].update(plan="1h")),
    ("no targets", lambda d: d["rules"][0].update(targets={})),
    ("a hundred percent", lambda d: d["rules"][0].update(warn=[{"pct": 100}])),
    ("nobody", lambda d: d["rules"][0].update(escalate=[{"after": "1h", "to": "boss"}])),
    ("no rules", lambda d: d.update(rules=[])),
    ("another schema", lambda d: d.update(schema="genjin.policy/2")),
)


class PolicySchema(ServerCase):
    def test_schema_and_server_agree(self):
        with open(os.path.join(ROOT, "data/policy.schema.json"), encoding="utf-8") as f:
            schema = json.load(f)
        Draft202012Validator.check_schema(schema)
        validator = Draft202012Validator(schema)
        presets = self.admin.get("/presets", 200).json["items"]
        self.assertEqual([p["name"] for p in presets], ["s0", "s1", "s3", "s4"])
        for preset in presets:
            validator.validate(preset["document"])
            self.admin.post("/policies", preset, 201)
        for name, spoil in FAULTS:
            document = copy.deepcopy(presets[0]["document"])
            spoil(document)
            self.assertFalse(validator.is_valid(document), name)
            self.admin.post("/policies", {"name": name, "document": document}, 422)
