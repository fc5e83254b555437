/* table_schema - what the files of service/table.h are, for the API document. */
#ifndef HTTP_TABLE_SCHEMA_H
#define HTTP_TABLE_SCHEMA_H

#define XLSX_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

/* What table_json writes. */
/* clang-format off */
#define TABLE_SCHEMA \
	"{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"title\"," \
	"\"company\",\"date\",\"taken_by\",\"columns\",\"rows\"]," \
	"\"properties\":{\"title\":{\"type\":\"string\"}," \
	"\"company\":{\"type\":\"string\"},\"date\":{\"type\":\"string\"}," \
	"\"taken_by\":{\"type\":\"string\"}," \
	"\"columns\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}," \
	"\"rows\":{\"type\":\"array\",\"items\":{\"type\":\"array\",\"items\":{" \
	"\"type\":\"string\"}}}}}"
/* clang-format on */

#endif
