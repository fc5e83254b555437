"""Who looks at a record: told to those who may read it and to nobody else (ui.md, 20)."""
import http.client
import json
import os
import unittest

from business import BusinessCase
from client import Client, Server


class Presence(BusinessCase):
    @classmethod
    def set_up_people(cls):
        super().set_up_people()
        cls.mate = cls.person("mate", ["service_agent"], department_id=cls.sales)
        cls.own = cls.customer("自家客户", department_id=cls.sales)
        cls.foreign = cls.customer("别家客户", department_id=cls.service)
        cls.own_ticket = cls.ticket(cls.own, "自家工单")

    def say(self, client, record, rec, status=200, **more):
        return client.post("/presence", {"record": record, "id": rec["id"], **more}, status)

    def others(self, client, record, rec, **more):
        reply = self.say(client, record, rec, **more).json
        self.assertEqual(reply["life_s"], 45)
        return [(o["user_id"], o["editing"]) for o in reply["others"]]

    def stream(self, client):
        raw = http.client.HTTPConnection("127.0.0.1", client.port, timeout=10)
        raw.request("GET", "/api/v1/events", headers={"Cookie": client.cookie})
        reply = raw.getresponse()
        self.addCleanup(raw.close)
        self.addCleanup(reply.close)
        return reply

    def next(self, stream, event):
        while stream.readline().decode() != "event: %s\n" % event:
            pass
        return json.loads(stream.readline().decode()[len("data: "):])

    def test_two_at_one_record(self):
        seller, mate = self.seller.user["id"], self.mate.user["id"]
        for record, rec in (("customer", self.own), ("ticket", self.own_ticket)):
            with self.subTest(record=record):
                stream = self.stream(self.mate)
                self.assertEqual(self.others(self.seller, record, rec), [])
                self.assertEqual(self.next(stream, "presence"),
                                 {"record": record, "id": rec["id"], "user_id": seller})
                self.assertEqual(self.others(self.mate, record, rec), [(seller, False)])
                self.others(self.seller, record, rec)  # nothing new: tells nobody
                self.assertEqual(self.others(self.seller, record, rec, editing=True),
                                 [(mate, False)])
                self.assertEqual(self.next(stream, "presence")["user_id"], mate)
                self.assertEqual(self.next(stream, "presence")["user_id"], seller)
                self.assertEqual(self.others(self.mate, record, rec), [(seller, True)])
                self.others(self.seller, record, rec, gone=True)
                self.assertEqual(self.next(stream, "presence")["user_id"], seller)
                self.assertEqual(self.others(self.mate, record, rec), [])

    def test_another_department_neither_says_nor_hears(self):
        stream = self.stream(self.seller)
        self.others(self.admin, "customer", self.foreign)
        self.assertEqual(self.say(self.seller, "customer", self.foreign, 404).json["code"],
                         self.say(self.seller, "customer", {"id": "77"}, 404).json["code"])
        self.assertEqual(self.say(self.seller, "ticket", self.own, 404).status, 404)
        self.others(self.admin, "customer", self.own)
        self.assertEqual(self.next(stream, "presence")["id"], self.own["id"])
        self.others(self.admin, "customer", self.own, gone=True)

    def node(self):
        """A second program on the same database."""
        node = Server.__new__(Server)
        node.dir, node.env, node.db = self.server.dir, self.server.env, self.server.db
        node.args = (*self.server.args, "--node", "1")
        node.start()
        self.addCleanup(node.stop)
        return node

    @unittest.skipUnless(os.environ.get("GENJIN_TEST_PG"), "an SQLite file has one program")
    def test_two_nodes(self):
        """What happens on one node is told to the listeners of the other, in their reach."""
        elsewhere = Client(self.node().port)
        elsewhere.cookie = self.mate.cookie
        stream = self.stream(elsewhere)
        seller = self.seller.user["id"]
        # The line may still be on its way: said again until it is heard.
        for _ in range(1000):
            if self.others(elsewhere, "customer", self.own):
                break
            self.others(self.admin, "customer", self.foreign)
            self.others(self.seller, "customer", self.own)
        self.assertEqual(self.next(stream, "presence")["user_id"], self.mate.user["id"])
        told = self.next(stream, "presence")
        self.assertEqual((told["id"], told["user_id"]), (self.own["id"], seller))
        self.assertEqual(self.others(elsewhere, "customer", self.own), [(seller, False)])
        c = self.customer("新来的客户", department_id=self.sales)
        self.assertEqual(self.next(stream, "record")["id"], c["id"])

    def test_what_is_not_understood(self):
        self.refused(self.say(self.seller, "user", self.own, 422), 422, record="not_one_of")
        self.refused(self.seller.post("/presence", {"record": "customer"}, 422), 422,
                     id="required")


if __name__ == "__main__":
    unittest.main()
