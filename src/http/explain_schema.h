/* explain_schema - what every explanation says, for the API document of those that answer with
 * one. */
#ifndef HTTP_EXPLAIN_SCHEMA_H
#define HTTP_EXPLAIN_SCHEMA_H

/* The schemas of the members that explanation_parts writes. */
/* clang-format off */
#define EXPLANATION_PROPERTIES \
	"\"rule\":{\"anyOf\":[{\"type\":\"null\"},{\"type\":\"object\"," \
	"\"additionalProperties\":false,\"required\":[\"policy_id\",\"id\",\"target\"," \
	"\"standard\",\"calendar\"],\"properties\":{\"policy_id\":{\"type\":\"string\"}," \
	"\"id\":{\"type\":\"string\"},\"target\":{\"type\":\"string\"}," \
	"\"standard\":{\"type\":\"string\"},\"calendar\":{\"type\":\"string\"}}}]}," \
	"\"counted\":{\"enum\":[\"clock\",\"open\",\"working_days\",\"cadence\",\"promise\"," \
	"\"nothing\"]},\"time_zone\":{\"type\":[\"string\",\"null\"]},\"lines\":{\"type\":\"array\",\"items\":{\"type\":\"object\"," \
	"\"additionalProperties\":false,\"required\":[\"kind\"],\"properties\":{" \
	"\"kind\":{\"enum\":[\"start\",\"open\",\"day_off\",\"make_up\",\"pause\",\"sum\"," \
	"\"nominal\",\"rolled\",\"due\"]}," \
	"\"at\":{\"type\":\"string\",\"format\":\"date-time\"}," \
	"\"from\":{\"type\":\"string\",\"format\":\"date-time\"}," \
	"\"to\":{\"type\":\"string\",\"format\":\"date-time\"}," \
	"\"seconds\":{\"type\":\"integer\"},\"spans\":{\"type\":\"integer\"}," \
	"\"first\":{\"type\":\"string\",\"format\":\"date\"}," \
	"\"last\":{\"type\":\"string\",\"format\":\"date\"}," \
	"\"name\":{\"type\":\"string\"}}}}"
/* clang-format on */

#endif
