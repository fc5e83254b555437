/* The case format end to end: examples and the edge cases of the semantics, a row each.
 *
 * Rows are JSON with ' for "; @X stands for a calendar of the table.  An answer names the keys
 * that are compared; "!code" is an error. */
#include "app/cmd_clock_eval.h"

#include "base/buf.h"
#include "base/test.h"

#include <jansson.h>

#define WEEK5(x) "'mon':" x ",'tue':" x ",'wed':" x ",'thu':" x ",'fri':" x
#define WEEK7(x) WEEK5(x) ",'sat':" x ",'sun':" x

static const struct {
	char name;
	const char *json;
} calendars[] = {
	/* O: Mon-Fri 09:00-18:00 in Shanghai is 01:00Z-10:00Z; 2031-06-09 is a Monday. */
	{'O', "'time_zone':'Asia/Shanghai','weekly':{" WEEK5("[['09:00','18:00']]") "}"},
	{'W', "'time_zone':'Asia/Shanghai','weekly':{" WEEK5(
		      "[['08:45','11:45'],['13:15','17:30']]") "}"},
	{'U', "'weekly':{" WEEK7("[['00:00','24:00']]") "}"},
	{'N', "'time_zone':'America/New_York','weekly':{" WEEK7("[['00:00','24:00']]") "}"},
	{'P', "'time_zone':'Europe/Paris','weekly':{" WEEK7("[['00:00','24:00']]") "}"},
	{'A', "'time_zone':'Pacific/Apia','weekly':{" WEEK7("[['00:00','24:00']]") "}"},
};

struct row {
	int line;
	const char *in;
	const char *out;
};

/* clang-format off */
static const struct row calendar_rows[] = {
	/* 1 opening is open, closing is closed */
	{__LINE__, "'op':'is_open','calendar':{@O},'at':'2031-06-06T01:00:00Z'", "true"},
	{__LINE__, "'op':'is_open','calendar':{@O},'at':'2031-06-06T00:59:59Z'", "false"},
	{__LINE__, "'op':'is_open','calendar':{@O},'at':'2031-06-06T09:59:59Z'", "true"},
	{__LINE__, "'op':'is_open','calendar':{@O},'at':'2031-06-06T10:00:00Z'", "false"},
	/* 2 touching intervals are one, across midnight too */
	{__LINE__, "'op':'segments','calendar':{'weekly':{'mon':[['12:00','18:00'],['18:00','24:00']],'tue':[['00:00','06:00']]}},'start':'2031-06-09T00:00:00Z','end':'2031-06-12T00:00:00Z'", "[['2031-06-09T12:00:00Z','2031-06-10T06:00:00Z']]"},
	{__LINE__, "'op':'add','edge':'far','seconds':43200,'calendar':{'weekly':{'mon':[['12:00','24:00']],'tue':[['00:00','06:00']]}},'start':'2031-06-09T12:00:00Z'", "'2031-06-10T00:00:00Z'"},
	/* 3 start before, at and after closing, on a weekend, on a holiday */
	{__LINE__, "'op':'add','calendar':{@O},'seconds':3600,'start':'2031-06-06T00:00:00Z'", "'2031-06-06T02:00:00Z'"},
	{__LINE__, "'op':'add','calendar':{@O},'seconds':3600,'start':'2031-06-06T10:00:00Z'", "'2031-06-09T02:00:00Z'"},
	{__LINE__, "'op':'add','calendar':{@O},'seconds':3600,'start':'2031-06-06T12:00:00Z'", "'2031-06-09T02:00:00Z'"},
	{__LINE__, "'op':'add','calendar':{@O},'seconds':3600,'start':'2031-06-07T04:00:00Z'", "'2031-06-09T02:00:00Z'"},
	{__LINE__, "'op':'add','calendar':{@O,'holidays':['2031-06-09']},'seconds':3600,'start':'2031-06-09T04:00:00Z'", "'2031-06-10T02:00:00Z'"},
	/* 4 ending exactly at closing */
	{__LINE__, "'op':'add','calendar':{@O},'seconds':32400,'start':'2031-06-06T01:00:00Z'", "'2031-06-06T10:00:00Z'"},
	{__LINE__, "'op':'add','edge':'far','calendar':{@O},'seconds':32400,'start':'2031-06-06T01:00:00Z'", "'2031-06-09T01:00:00Z'"},
	/* 5 zero seconds */
	{__LINE__, "'op':'add','calendar':{@O},'seconds':0,'start':'2031-06-07T04:00:00Z'", "'2031-06-07T04:00:00Z'"},
	{__LINE__, "'op':'add','edge':'far','calendar':{@O},'seconds':0,'start':'2031-06-07T04:00:00Z'", "'2031-06-09T01:00:00Z'"},
	{__LINE__, "'op':'add','edge':'far','calendar':{@O},'seconds':0,'start':'2031-06-06T04:00:00Z'", "'2031-06-06T04:00:00Z'"},
	{__LINE__, "'op':'add','edge':'far','calendar':{@O},'seconds':0,'start':'2031-06-06T10:00:00Z'", "'2031-06-09T01:00:00Z'"},
	/* 6 subtract from an opening, and onto one */
	{__LINE__, "'op':'subtract','calendar':{@O},'seconds':0,'start':'2031-06-09T01:00:00Z'", "'2031-06-09T01:00:00Z'"},
	{__LINE__, "'op':'subtract','edge':'far','calendar':{@O},'seconds':0,'start':'2031-06-09T01:00:00Z'", "'2031-06-06T10:00:00Z'"},
	{__LINE__, "'op':'subtract','calendar':{@O},'seconds':3600,'start':'2031-06-09T01:00:00Z'", "'2031-06-06T09:00:00Z'"},
	{__LINE__, "'op':'subtract','calendar':{@O},'seconds':3600,'start':'2031-06-06T02:00:00Z'", "'2031-06-06T01:00:00Z'"},
	{__LINE__, "'op':'subtract','edge':'far','calendar':{@O},'seconds':3600,'start':'2031-06-06T02:00:00Z'", "'2031-06-05T10:00:00Z'"},
	{__LINE__, "'op':'subtract','edge':'far','calendar':{@O},'seconds':0,'start':'2031-06-06T10:00:00Z'", "'2031-06-06T10:00:00Z'"},
	{__LINE__, "'op':'subtract','edge':'far','calendar':{@O},'seconds':0,'start':'2031-06-06T12:00:00Z'", "'2031-06-06T10:00:00Z'"},
	/* 7 overnight: Saturday to Sunday, into and out of a holiday, into a make-up day */
	{__LINE__, "'op':'segments','calendar':{'weekly':{'sat':[['22:00','06:00']]}},'start':'2031-06-06T00:00:00Z','end':'2031-06-10T00:00:00Z'", "[['2031-06-07T22:00:00Z','2031-06-08T06:00:00Z']]"},
	{__LINE__, "'op':'segments','calendar':{'weekly':{'sun':[['22:00','06:00']]}},'start':'2031-06-06T00:00:00Z','end':'2031-06-10T00:00:00Z'", "[['2031-06-08T22:00:00Z','2031-06-09T06:00:00Z']]"},
	{__LINE__, "'op':'segments','calendar':{'weekly':{'fri':[['20:00','04:00']]},'holidays':['2031-06-07']},'start':'2031-06-06T00:00:00Z','end':'2031-06-10T00:00:00Z'", "[['2031-06-06T20:00:00Z','2031-06-07T00:00:00Z']]"},
	{__LINE__, "'op':'segments','calendar':{'weekly':{'fri':[['20:00','04:00']]},'holidays':['2031-06-06']},'start':'2031-06-06T00:00:00Z','end':'2031-06-10T00:00:00Z'", "[['2031-06-07T00:00:00Z','2031-06-07T04:00:00Z']]"},
	{__LINE__, "'op':'segments','calendar':{'weekly':{'fri':[['20:00','04:00']]},'workdays':{'2031-06-07':[['10:00','12:00']]}},'start':'2031-06-06T00:00:00Z','end':'2031-06-10T00:00:00Z'", "[['2031-06-06T20:00:00Z','2031-06-07T00:00:00Z'],['2031-06-07T10:00:00Z','2031-06-07T12:00:00Z']]"},
	{__LINE__, "'op':'segments','calendar':{'workdays':{'2031-06-07':[['20:00','04:00']]},'holidays':['2031-06-08']},'start':'2031-06-06T00:00:00Z','end':'2031-06-10T00:00:00Z'", "[['2031-06-07T20:00:00Z','2031-06-08T04:00:00Z']]"},
	{__LINE__, "'op':'segments','calendar':{'workdays':{'2031-06-07':[['20:00','04:00']]},'shifts':{'2031-06-07':[],'2031-06-08':[['03:00','05:00']]}},'start':'2031-06-06T00:00:00Z','end':'2031-06-10T00:00:00Z'", "[['2031-06-08T03:00:00Z','2031-06-08T05:00:00Z']]"},
	{__LINE__, "'op':'segments','calendar':{'shifts':{'2031-06-07':[['20:00','04:00']],'2031-06-08':[]},'breaks':{'2031-06-08':[['01:00','02:00']]}},'start':'2031-06-06T00:00:00Z','end':'2031-06-10T00:00:00Z'", "[['2031-06-07T20:00:00Z','2031-06-08T01:00:00Z'],['2031-06-08T02:00:00Z','2031-06-08T04:00:00Z']]"},
	{__LINE__, "'op':'segments','calendar':{'weekly':{'sat':[['22:00','00:00']]}},'start':'2031-06-06T00:00:00Z','end':'2031-06-10T00:00:00Z'", "[['2031-06-07T22:00:00Z','2031-06-08T00:00:00Z']]"},
	/* 8 a make-up Sunday before a holiday of seven days */
	{__LINE__, "'op':'elapsed','calendar':{@O,'workdays':{'2031-09-28':[['09:00','18:00']]},'holidays':['2031-10-01','2031-10-02','2031-10-03','2031-10-04','2031-10-05','2031-10-06','2031-10-07']},'start':'2031-09-26T01:00:00Z','end':'2031-10-08T10:00:00Z'", "162000"},
	{__LINE__, "'op':'workday_count','calendar':{@O,'workdays':{'2031-09-28':[['09:00','18:00']]},'holidays':['2031-10-01','2031-10-02','2031-10-03','2031-10-04','2031-10-05','2031-10-06','2031-10-07']},'from':'2031-09-26','to':'2031-10-09'", "5"},
	{__LINE__, "'op':'workday_offset','calendar':{@O,'workdays':{'2031-09-28':[['09:00','18:00']]}},'date':'2031-09-26','days':1", "'2031-09-28'"},
	/* 9 precedence */
	{__LINE__, "'op':'elapsed','calendar':{@O,'holidays':['2031-06-09'],'shifts':{'2031-06-09':[['10:00','12:00']]}},'start':'2031-06-08T16:00:00Z','end':'2031-06-09T16:00:00Z'", "7200"},
	{__LINE__, "'op':'elapsed','calendar':{@O,'holidays':['2031-06-09'],'workdays':{'2031-06-09':[['10:00','11:00']]}},'start':'2031-06-08T16:00:00Z','end':'2031-06-09T16:00:00Z'", "3600"},
	{__LINE__, "'op':'is_workday','calendar':{@O,'shifts':{'2031-06-10':[]}},'date':'2031-06-10'", "false"},
	/* 10 breaks covering, touching, splitting, outside */
	{__LINE__, "'op':'is_workday','calendar':{@O,'breaks':{'2031-06-10':[['08:00','19:00']]}},'date':'2031-06-10'", "false"},
	{__LINE__, "'op':'elapsed','calendar':{@O,'breaks':{'2031-06-10':[['08:00','09:00'],['18:00','24:00']]}},'start':'2031-06-09T16:00:00Z','end':'2031-06-10T16:00:00Z'", "32400"},
	{__LINE__, "'op':'segments','calendar':{@O,'breaks':{'2031-06-10':[['12:00','13:00'],['12:30','13:30']]}},'start':'2031-06-09T16:00:00Z','end':'2031-06-10T16:00:00Z'", "[['2031-06-10T01:00:00Z','2031-06-10T04:00:00Z'],['2031-06-10T05:30:00Z','2031-06-10T10:00:00Z']]"},
	/* 11 never open, only dated hours */
	{__LINE__, "'op':'elapsed','calendar':{},'start':'2031-06-09T00:00:00Z','end':'2031-06-08T00:00:00Z'", "!empty_calendar"},
	{__LINE__, "'op':'is_open','calendar':{'weekly':{'mon':[]},'shifts':{'2031-06-09':[]}},'at':'2031-06-09T00:00:00Z'", "!empty_calendar"},
	{__LINE__, "'op':'add','calendar':{'shifts':{'2031-06-09':[['09:00','10:00']]}},'seconds':3600,'start':'2031-06-01T00:00:00Z'", "'2031-06-09T10:00:00Z'"},
	{__LINE__, "'op':'add','edge':'far','calendar':{'shifts':{'2031-06-09':[['09:00','10:00']]}},'seconds':3600,'start':'2031-06-01T00:00:00Z'", "!unreachable"},
	{__LINE__, "'op':'add','calendar':{'shifts':{'2031-06-09':[['09:00','10:00']]}},'seconds':1,'start':'2031-07-01T00:00:00Z'", "!unreachable"},
	{__LINE__, "'op':'add','calendar':{'shifts':{'2041-06-16':[['09:00','10:00']]}},'seconds':1,'start':'2031-06-09T00:00:00Z'", "!unreachable"},
	{__LINE__, "'op':'subtract','calendar':{'shifts':{'2031-06-09':[['09:00','10:00']]}},'seconds':1,'start':'2031-06-09T09:00:00Z'", "!unreachable"},
	{__LINE__, "'op':'add','calendar':{'weekly':{'mon':[['02:00','03:00']]},'breaks':{}},'seconds':9223372036854775807,'start':'2031-06-09T00:00:00Z'", "!unreachable"},
	/* 12 a day of 23 hours and one of 25 */
	{__LINE__, "'op':'elapsed','calendar':{@N},'start':'2031-03-09T05:00:00Z','end':'2031-03-10T04:00:00Z'", "82800"},
	{__LINE__, "'op':'segments','calendar':{@N},'start':'2031-03-07T05:00:00Z','end':'2031-03-12T04:00:00Z'", "[['2031-03-07T05:00:00Z','2031-03-12T04:00:00Z']]"},
	{__LINE__, "'op':'elapsed','calendar':{@N},'start':'2031-11-02T04:00:00Z','end':'2031-11-03T05:00:00Z'", "90000"},
	/* 13 long spans, 2038 */
	{__LINE__, "'op':'elapsed','calendar':{@U},'start':'1970-01-01T00:00:00Z','end':'2038-01-19T03:14:08Z'", "2147483648"},
	{__LINE__, "'op':'elapsed','calendar':{@N},'start':'0001-01-01T00:00:00Z','end':'9999-12-31T23:59:59Z'", "315537897599"},
	{__LINE__, "'op':'workday_count','calendar':{@O},'from':'2000-01-01','to':'2400-01-01'", "104355"},
	/* 14 end before start */
	{__LINE__, "'op':'elapsed','calendar':{@O},'start':'2031-06-06T05:00:00Z','end':'2031-06-06T04:00:00Z'", "0"},
	{__LINE__, "'op':'segments','calendar':{@O},'start':'2031-06-06T05:00:00Z','end':'2031-06-06T05:00:00Z'", "[]"},
	/* 15 overlapping intervals are counted once */
	{__LINE__, "'op':'elapsed','calendar':{'weekly':{'mon':[['11:00','15:00'],['09:00','12:00']]}},'start':'2031-06-09T00:00:00Z','end':'2031-06-10T00:00:00Z'", "21600"},
	/* 16 inside a gap: Paris, 2031-03-30, 02:00 becomes 03:00 */
	{__LINE__, "'op':'segments','calendar':{'time_zone':'Europe/Paris','weekly':{'sun':[['02:30','04:00']]}},'start':'2031-03-30T00:00:00Z','end':'2031-03-31T00:00:00Z'", "[['2031-03-30T01:30:00Z','2031-03-30T02:00:00Z']]"},
	{__LINE__, "'op':'segments','calendar':{'time_zone':'Europe/Paris','weekly':{'sun':[['01:00','02:30']]}},'start':'2031-03-29T00:00:00Z','end':'2031-03-31T00:00:00Z'", "[['2031-03-30T00:00:00Z','2031-03-30T01:30:00Z']]"},
	{__LINE__, "'op':'segments','calendar':{'time_zone':'Europe/Paris','weekly':{'sun':[['02:15','02:45']]}},'start':'2031-03-29T00:00:00Z','end':'2031-03-31T00:00:00Z'", "[['2031-03-30T01:15:00Z','2031-03-30T01:45:00Z']]"},
	{__LINE__, "'op':'is_workday','calendar':{'time_zone':'Europe/Paris','weekly':{'sun':[['02:30','03:10']]}},'date':'2031-03-30'", "false"},
	/* 17, 24 inside an overlap: New York, 2031-11-02, 02:00 becomes 01:00 */
	{__LINE__, "'op':'segments','calendar':{'time_zone':'America/New_York','weekly':{'sun':[['01:30','01:45']]}},'start':'2031-11-02T00:00:00Z','end':'2031-11-03T00:00:00Z'", "[['2031-11-02T05:30:00Z','2031-11-02T05:45:00Z']]"},
	{__LINE__, "'op':'is_open','calendar':{'time_zone':'America/New_York','weekly':{'sun':[['01:30','01:45']]}},'at':'2031-11-02T06:40:00Z'", "false"},
	{__LINE__, "'op':'elapsed','calendar':{'time_zone':'America/New_York','weekly':{'sun':[['01:30','03:00']]}},'start':'2031-11-02T00:00:00Z','end':'2031-11-03T00:00:00Z'", "9000"},
	{__LINE__, "'op':'is_open','calendar':{@N},'at':'2031-11-02T06:40:00Z'", "true"},
	/* 18 two intervals that meet after the shift */
	{__LINE__, "'op':'segments','calendar':{'time_zone':'Europe/Paris','weekly':{'sun':[['01:00','02:30'],['03:30','05:00']]}},'start':'2031-03-29T00:00:00Z','end':'2031-03-31T00:00:00Z'", "[['2031-03-30T00:00:00Z','2031-03-30T03:00:00Z']]"},
	/* 19 a change of 30 minutes: Lord Howe, 2031-10-05, 02:00 becomes 02:30 */
	{__LINE__, "'op':'segments','calendar':{'time_zone':'Australia/Lord_Howe','weekly':{'sun':[['02:15','04:00']]}},'start':'2031-10-04T00:00:00Z','end':'2031-10-06T00:00:00Z'", "[['2031-10-04T15:45:00Z','2031-10-04T17:00:00Z']]"},
	/* 20 a change at midnight: Sao Paulo, 2016-10-16, 00:00 becomes 01:00 */
	{__LINE__, "'op':'elapsed','calendar':{'time_zone':'America/Sao_Paulo','weekly':{'sun':[['00:00','09:00']]}},'start':'2016-10-15T00:00:00Z','end':'2016-10-17T00:00:00Z'", "28800"},
	/* 21 Apia has no 2011-12-30 */
	{__LINE__, "'op':'is_workday','calendar':{@A},'date':'2011-12-30'", "false"},
	{__LINE__, "'op':'segments','calendar':{@A},'start':'2011-12-28T00:00:00Z','end':'2012-01-02T00:00:00Z'", "[['2011-12-28T00:00:00Z','2012-01-02T00:00:00Z']]"},
	{__LINE__, "'op':'add_days','calendar':{@A},'days':1,'start':'2011-12-29T22:00:00Z'", "'2011-12-30T22:00:00Z'"},
	{__LINE__, "'op':'add_days','calendar':{@A},'days':1,'mode':'end_of_day','start':'2011-12-29T22:00:00Z'", "'2011-12-31T10:00:00Z'"},
	/* 23 add_days onto a skipped time */
	{__LINE__, "'op':'add_days','calendar':{@P},'days':1,'start':'2031-03-29T01:30:00Z'", "'2031-03-30T01:30:00Z'"},
	/* 25 the UTC date is another one: Monday 07:00 in Shanghai */
	{__LINE__, "'op':'add_days','calendar':{@O},'days':1,'start':'2031-06-08T23:00:00Z'", "'2031-06-10T01:00:00Z'"},
	{__LINE__, "'op':'add_days','calendar':{@O},'days':0,'start':'2031-06-08T23:00:00Z'", "'2031-06-09T01:00:00Z'"},
	/* working days */
	{__LINE__, "'op':'add_days','calendar':{@O},'days':3,'start':'2031-06-07T03:00:00Z'", "'2031-06-11T03:00:00Z'"},
	{__LINE__, "'op':'add_days','calendar':{@O},'days':1,'start':'2031-06-06T10:00:00Z'", "'2031-06-09T10:00:00Z'"},
	{__LINE__, "'op':'add_days','calendar':{@O},'days':1,'start':'2031-06-06T12:00:00Z'", "'2031-06-10T01:00:00Z'"},
	{__LINE__, "'op':'add_days','calendar':{@O},'days':1,'direction':'before','start':'2031-06-06T00:00:00Z'", "'2031-06-04T10:00:00Z'"},
	{__LINE__, "'op':'add_days','calendar':{@O},'days':0,'direction':'before','start':'2031-06-07T03:00:00Z'", "'2031-06-06T03:00:00Z'"},
	{__LINE__, "'op':'add_days','calendar':{@U},'days':1,'mode':'end_of_day','start':'2031-06-07T03:00:00Z'", "'2031-06-09T00:00:00Z'"},
	{__LINE__, "'op':'add_days','calendar':{'weekly':{'mon':[['08:00','09:00'],['20:00','24:00']],'tue':[['00:00','01:00']]}},'days':0,'mode':'end_of_day','start':'2031-06-09T03:00:00Z'", "'2031-06-10T00:00:00Z'"},
	{__LINE__, "'op':'workday_offset','calendar':{@O},'date':'2031-06-07','days':0", "'2031-06-09'"},
	{__LINE__, "'op':'workday_offset','calendar':{@O},'date':'2031-06-06','days':0", "'2031-06-06'"},
	{__LINE__, "'op':'workday_offset','calendar':{@O},'date':'2031-06-07','days':-1", "'2031-06-06'"},
	{__LINE__, "'op':'workday_count','calendar':{@O},'from':'2031-06-09','to':'2031-06-02'", "0"},
	/* 46 the Chinese table and its ends */
	{__LINE__, "'op':'is_workday','calendar':{'preset':'CN'},'date':'2026-10-01'", "false"},
	{__LINE__, "'op':'is_workday','calendar':{'preset':'CN'},'date':'2026-10-10'", "true"},
	{__LINE__, "'op':'is_workday','calendar':{'preset':'CN'},'date':'2026-10-11'", "false"},
	{__LINE__, "'op':'is_workday','calendar':{'preset':'CN'},'date':'2026-12-31'", "true"},
	{__LINE__, "'op':'is_workday','calendar':{'preset':'CN'},'date':'2027-01-01'", "!out_of_range"},
	{__LINE__, "'op':'is_workday','calendar':{'preset':'CN'},'date':'2006-12-29'", "!out_of_range"},
	{__LINE__, "'op':'workday_offset','calendar':{'preset':'CN'},'date':'2026-12-31','days':1", "!out_of_range"},
	{__LINE__, "'op':'workday_offset','calendar':{'preset':'CN'},'date':'2026-09-30','days':1", "'2026-10-08'"},
	{__LINE__, "'op':'workday_count','calendar':{'preset':'CN'},'from':'2026-01-01','to':'2027-01-01'", "248"},
	{__LINE__, "'op':'workday_count','calendar':{'preset':'CN'},'from':'2026-01-01','to':'2027-01-02'", "!out_of_range"},
	{__LINE__, "'op':'add','calendar':{'preset':'CN'},'seconds':1,'start':'2026-01-01T00:00:00Z'", "!empty_calendar"},
};

static const struct row clock_rows[] = {
	/* 26 holds: before business, over a weekend, of no length, nested */
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'resolve_s':28800},'events':[{'at':'2031-06-09T00:00:00Z','type':'created'},{'at':'2031-06-09T00:10:00Z','type':'paused'},{'at':'2031-06-09T00:50:00Z','type':'resumed'}],'now':'2031-06-09T02:00:00Z'", "{'resolve':{'state':'running','due':'2031-06-09T09:00:00Z','elapsed_s':3600,'remaining_s':25200}}"},
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'resolve_s':28800},'events':[{'at':'2031-06-06T08:00:00Z','type':'created'},{'at':'2031-06-06T09:00:00Z','type':'paused'},{'at':'2031-06-09T02:00:00Z','type':'resumed'}]", "{'resolve':{'due':'2031-06-09T09:00:00Z','elapsed_s':3600}}"},
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'resolve_s':28800},'events':[{'at':'2031-06-09T01:00:00Z','type':'created'},{'at':'2031-06-09T02:00:00Z','type':'paused'},{'at':'2031-06-09T02:00:00Z','type':'resumed'}]", "{'resolve':{'due':'2031-06-09T09:00:00Z','elapsed_s':3600}}"},
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'resolve_s':28800},'events':[{'at':'2031-06-09T01:00:00Z','type':'created'},{'at':'2031-06-09T02:00:10Z','type':'paused'},{'at':'2031-06-09T02:00:20Z','type':'resumed'},{'at':'2031-06-09T02:00:40Z','type':'paused'},{'at':'2031-06-09T02:00:50Z','type':'resumed'}]", "{'resolve':{'due':'2031-06-09T09:00:20Z','elapsed_s':3630}}"},
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'resolve_s':28800},'events':[{'at':'2031-06-09T01:00:00Z','type':'created'},{'at':'2031-06-09T02:00:00Z','type':'paused'},{'at':'2031-06-09T03:00:00Z','type':'paused'},{'at':'2031-06-09T04:00:00Z','type':'resumed'}]", "{'resolve':{'due':'2031-06-10T02:00:00Z','elapsed_s':3600}}"},
	/* 27 created on hold */
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'resolve_s':28800},'events':[{'at':'2031-06-09T00:30:00Z','type':'paused'},{'at':'2031-06-09T01:00:00Z','type':'created'},{'at':'2031-06-09T03:00:00Z','type':'resumed'}]", "{'resolve':{'state':'running','due':'2031-06-10T02:00:00Z','elapsed_s':0}}"},
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'resolve_s':28800},'events':[{'at':'2031-06-09T00:30:00Z','type':'paused'},{'at':'2031-06-09T01:00:00Z','type':'created'}],'now':'2031-06-09T02:00:00Z'", "{'resolve':{'state':'paused','due':null,'elapsed_s':0,'remaining_s':28800,'breached':false},'next_due':null}"},
	/* 28 resolved on hold, then reopened */
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'resolve_s':28800},'events':[{'at':'2031-06-09T01:00:00Z','type':'created'},{'at':'2031-06-09T03:00:00Z','type':'paused'},{'at':'2031-06-09T05:00:00Z','type':'resolved'}]", "{'resolve':{'state':'stopped','elapsed_s':7200,'stopped_at':'2031-06-09T05:00:00Z','due':null}}"},
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'resolve_s':28800},'events':[{'at':'2031-06-09T01:00:00Z','type':'created'},{'at':'2031-06-09T03:00:00Z','type':'paused'},{'at':'2031-06-09T05:00:00Z','type':'resolved'},{'at':'2031-06-09T06:00:00Z','type':'reopened'}],'now':'2031-06-09T07:00:00Z'", "{'resolve':{'state':'running','elapsed_s':10800,'due':'2031-06-10T03:00:00Z','stopped_at':null}}"},
	/* 29 reply and hold in one second */
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'response_s':7200},'events':[{'at':'2031-06-09T01:00:00Z','type':'created'},{'at':'2031-06-09T02:00:00Z','type':'replied'},{'at':'2031-06-09T02:00:00Z','type':'paused'}]", "{'response':{'state':'stopped','elapsed_s':3600,'stopped_at':'2031-06-09T02:00:00Z'}}"},
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'response_s':7200},'events':[{'at':'2031-06-09T01:00:00Z','type':'created'},{'at':'2031-06-09T02:00:00Z','type':'paused'},{'at':'2031-06-09T02:00:00Z','type':'replied'}]", "{'response':{'state':'stopped','elapsed_s':3600,'stopped_at':'2031-06-09T02:00:00Z'}}"},
	/* 30 a hold after due does not move it */
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'response_s':3600},'events':[{'at':'2031-06-09T01:00:00Z','type':'created'},{'at':'2031-06-09T04:00:00Z','type':'paused'},{'at':'2031-06-09T06:00:00Z','type':'resumed'}],'now':'2031-06-09T07:00:00Z'", "{'response':{'state':'running','due':'2031-06-09T02:00:00Z','breached':true,'elapsed_s':14400,'remaining_s':-10800}}"},
	/* 31 due during the hold; a hold on the very second of due */
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'response_s':7200},'events':[{'at':'2031-06-09T01:00:00Z','type':'created'},{'at':'2031-06-09T02:00:00Z','type':'paused'},{'at':'2031-06-09T05:00:00Z','type':'resumed'}]", "{'response':{'due':'2031-06-09T06:00:00Z','breached':false}}"},
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'response_s':7200},'events':[{'at':'2031-06-09T01:00:00Z','type':'created'},{'at':'2031-06-09T03:00:00Z','type':'paused'},{'at':'2031-06-09T05:00:00Z','type':'resumed'}]", "{'response':{'due':'2031-06-09T05:00:00Z','breached':false,'remaining_s':0}}"},
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'response_s':7200},'events':[{'at':'2031-06-09T01:00:00Z','type':'created'},{'at':'2031-06-09T03:00:00Z','type':'paused'},{'at':'2031-06-09T11:00:00Z','type':'resumed'}]", "{'response':{'due':'2031-06-09T11:00:00Z','breached':false}}"},
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'response_s':7200},'events':[{'at':'2031-06-09T01:00:00Z','type':'created'},{'at':'2031-06-09T03:00:00Z','type':'paused'}],'now':'2031-06-09T09:00:00Z'", "{'response':{'state':'paused','breached':false}}"},
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'response_s':7200},'events':[{'at':'2031-06-09T01:00:00Z','type':'created'},{'at':'2031-06-09T03:00:01Z','type':'paused'}],'now':'2031-06-09T09:00:00Z'", "{'response':{'state':'paused','breached':true,'remaining_s':-1}}"},
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'response_s':7200},'events':[{'at':'2031-06-09T01:00:00Z','type':'created'},{'at':'2031-06-09T03:00:01Z','type':'paused'},{'at':'2031-06-09T04:00:00Z','type':'replied'}]", "{'response':{'state':'stopped','breached':true,'stopped_at':'2031-06-09T04:00:00Z'}}"},
	/* 32 reopened twice, after breach, unanswered, after a reply */
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'resolve_s':28800,'response_s':3600},'events':[{'at':'2031-06-09T01:00:00Z','type':'created'},{'at':'2031-06-09T02:00:00Z','type':'resolved'},{'at':'2031-06-09T03:00:00Z','type':'reopened'},{'at':'2031-06-09T04:00:00Z','type':'resolved'},{'at':'2031-06-09T05:00:00Z','type':'reopened'}],'now':'2031-06-09T06:00:00Z'", "{'resolve':{'elapsed_s':10800,'due':'2031-06-10T02:00:00Z'},'response':{'state':'running','due':'2031-06-09T03:00:00Z','breached':true}}"},
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'resolve_s':3600,'response_s':3600},'events':[{'at':'2031-06-09T01:00:00Z','type':'created'},{'at':'2031-06-09T01:30:00Z','type':'replied'},{'at':'2031-06-09T03:00:00Z','type':'resolved'},{'at':'2031-06-09T05:00:00Z','type':'reopened'}]", "{'resolve':{'state':'running','due':'2031-06-09T02:00:00Z','breached':true,'elapsed_s':7200},'response':{'state':'stopped','elapsed_s':1800}}"},
	/* 33 tier down and back; new due in the past */
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'resolve_s':7200},'events':[{'at':'2031-06-09T01:00:00Z','type':'created'},{'at':'2031-06-09T02:00:00Z','type':'tier_changed','targets':{'resolve_s':28800}},{'at':'2031-06-09T02:30:00Z','type':'tier_changed','targets':{'resolve_s':7200}}]", "{'resolve':{'due':'2031-06-09T03:00:00Z'}}"},
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'resolve_s':28800},'events':[{'at':'2031-06-09T01:00:00Z','type':'created'},{'at':'2031-06-09T05:00:00Z','type':'tier_changed','targets':{'resolve_s':3600}}]", "{'resolve':{'due':'2031-06-09T02:00:00Z','breached':true}}"},
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'resolve_s':28800},'events':[{'at':'2031-06-09T01:00:00Z','type':'created'},{'at':'2031-06-09T02:00:00Z','type':'paused'},{'at':'2031-06-09T03:00:00Z','type':'resumed'},{'at':'2031-06-09T05:00:00Z','type':'tier_changed','restart':true,'targets':{'resolve_s':3600}}]", "{'resolve':{'due':'2031-06-09T06:00:00Z','elapsed_s':0}}"},
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'resolve_s':28800,'response_s':7200},'events':[{'at':'2031-06-09T01:00:00Z','type':'created'},{'at':'2031-06-09T05:00:00Z','type':'tier_changed','clocks':['resolve'],'targets':{'resolve_s':3600}}]", "{'resolve':{'due':'2031-06-09T02:00:00Z'},'response':{'due':'2031-06-09T03:00:00Z'},'next_due':'2031-06-09T02:00:00Z'}"},
	/* 34 policy lost, regained */
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'resolve_s':7200},'events':[{'at':'2031-06-09T01:00:00Z','type':'created'},{'at':'2031-06-09T02:00:00Z','type':'tier_changed','targets':{}}]", "{'resolve':{'state':'none','due':null,'elapsed_s':null,'remaining_s':null,'levels':[]},'next_due':null}"},
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'resolve_s':7200},'events':[{'at':'2031-06-09T01:00:00Z','type':'created'},{'at':'2031-06-09T02:00:00Z','type':'tier_changed','targets':{}},{'at':'2031-06-09T02:30:00Z','type':'tier_changed','targets':{'resolve_s':14400}}]", "{'resolve':{'due':'2031-06-09T05:00:00Z'}}"},
	/* 35 calendar swapped: from Friday 16:00 by the wall clock */
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'resolve_s':28800},'events':[{'at':'2031-06-06T08:00:00Z','type':'created'},{'at':'2031-06-06T09:00:00Z','type':'tier_changed','calendar':{@U}}]", "{'resolve':{'due':'2031-06-06T16:00:00Z'}}"},
	/* 36 a policy that comes late, without and with restart */
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{},'events':[{'at':'2031-06-09T01:00:00Z','type':'created'},{'at':'2031-06-09T03:00:00Z','type':'tier_changed','targets':{'resolve_s':7200}}]", "{'resolve':{'due':'2031-06-09T03:00:00Z'}}"},
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{},'events':[{'at':'2031-06-09T01:00:00Z','type':'created'},{'at':'2031-06-09T03:00:00Z','type':'tier_changed','restart':true,'targets':{'resolve_s':7200}}]", "{'resolve':{'due':'2031-06-09T05:00:00Z'}}"},
	/* 37 second message, reply without message, message during a hold */
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'update_s':3600},'events':[{'at':'2031-06-09T01:00:00Z','type':'customer_message'},{'at':'2031-06-09T01:30:00Z','type':'customer_message'}]", "{'update':{'state':'running','due':'2031-06-09T02:00:00Z'}}"},
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'update_s':3600},'events':[{'at':'2031-06-09T01:00:00Z','type':'created'},{'at':'2031-06-09T01:30:00Z','type':'replied'}]", "{'update':{'state':'none','worst_elapsed_s':null,'worst_remaining_s':null}}"},
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'update_s':3600},'events':[{'at':'2031-06-09T01:00:00Z','type':'paused'},{'at':'2031-06-09T02:00:00Z','type':'customer_message'},{'at':'2031-06-09T04:00:00Z','type':'resumed'}]", "{'update':{'due':'2031-06-09T05:00:00Z'}}"},
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'update_s':3600},'pausable':[],'events':[{'at':'2031-06-09T01:00:00Z','type':'paused'},{'at':'2031-06-09T02:00:00Z','type':'customer_message'},{'at':'2031-06-09T04:00:00Z','type':'resumed'}]", "{'update':{'due':'2031-06-09T03:00:00Z','breached':true}}"},
	/* 38 stopped at due, a second later, after closing */
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'response_s':3600},'events':[{'at':'2031-06-09T01:00:00Z','type':'created'},{'at':'2031-06-09T02:00:00Z','type':'replied'}]", "{'response':{'breached':false,'remaining_s':0}}"},
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'response_s':3600},'events':[{'at':'2031-06-09T01:00:00Z','type':'created'},{'at':'2031-06-09T02:00:01Z','type':'replied'}]", "{'response':{'breached':true,'remaining_s':-1}}"},
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'response_s':3600},'events':[{'at':'2031-06-09T09:00:00Z','type':'created'},{'at':'2031-06-09T12:00:00Z','type':'replied'}]", "{'response':{'breached':true,'remaining_s':0}}"},
	{__LINE__, "'op':'clock','calendar':{@O},'edge':'far','targets':{'response_s':3600},'events':[{'at':'2031-06-09T09:00:00Z','type':'created'},{'at':'2031-06-09T12:00:00Z','type':'replied'}]", "{'response':{'breached':false,'remaining_s':0}}"},
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'response_s':3600},'events':[{'at':'2031-06-07T09:00:00Z','type':'created'},{'at':'2031-06-08T12:00:00Z','type':'replied'}]", "{'response':{'breached':false,'elapsed_s':0}}"},
	/* 40 out of order, twice */
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'response_s':7200},'events':[{'at':'2031-06-09T02:00:00Z','type':'replied'},{'at':'2031-06-09T01:00:00Z','type':'created'},{'at':'2031-06-09T01:30:00Z','type':'created'},{'at':'2031-06-09T03:00:00Z','type':'replied'}]", "{'response':{'state':'stopped','elapsed_s':3600}}"},
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'response_s':7200},'now':'2031-06-09T01:59:59Z','events':[{'at':'2031-06-09T01:00:00Z','type':'created'},{'at':'2031-06-09T02:00:00Z','type':'replied'}]", "{'response':{'state':'running','elapsed_s':3599}}"},
	/* 41 the worst cycle is kept */
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'update_s':3600},'events':[{'at':'2031-06-09T01:00:00Z','type':'customer_message'},{'at':'2031-06-09T03:00:00Z','type':'replied'},{'at':'2031-06-09T04:00:00Z','type':'customer_message'},{'at':'2031-06-09T04:10:00Z','type':'replied'},{'at':'2031-06-09T05:00:00Z','type':'customer_message'}]", "{'update':{'state':'running','due':'2031-06-09T06:00:00Z','worst_elapsed_s':7200,'worst_remaining_s':-3600}}"},
	/* 42 working days with a hold, both modes */
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'resolve_days':1},'events':[{'at':'2031-06-09T03:00:00Z','type':'created'},{'at':'2031-06-09T04:00:00Z','type':'paused'},{'at':'2031-06-09T06:00:00Z','type':'resumed'}]", "{'resolve':{'due':'2031-06-10T05:00:00Z','elapsed_s':3600,'remaining_s':null}}"},
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'resolve_days':1,'days_mode':'end_of_day'},'events':[{'at':'2031-06-09T03:00:00Z','type':'created'},{'at':'2031-06-09T04:00:00Z','type':'paused'},{'at':'2031-06-09T06:00:00Z','type':'resumed'}]", "{'resolve':{'due':'2031-06-11T03:00:00Z'}}"},
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'resolve_days':1},'events':[{'at':'2031-06-09T03:00:00Z','type':'created'},{'at':'2031-06-10T03:00:00Z','type':'paused'},{'at':'2031-06-10T05:00:00Z','type':'resumed'}]", "{'resolve':{'due':'2031-06-10T05:00:00Z','breached':false}}"},
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'resolve_days':1},'events':[{'at':'2031-06-09T03:00:00Z','type':'created'},{'at':'2031-06-10T03:00:01Z','type':'paused'},{'at':'2031-06-10T05:00:00Z','type':'resumed'}]", "{'resolve':{'due':'2031-06-10T03:00:00Z','breached':true}}"},
	/* 43 levels before, at, after due across a weekend; in days */
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'resolve_s':28800},'levels':[{'offset_s':-32400},{'offset_s':0},{'offset_s':7200},{'offset_days':1},{'offset_days':-1},{'clock':'response','offset_s':1}],'events':[{'at':'2031-06-06T01:00:00Z','type':'created'}]", "{'resolve':{'due':'2031-06-06T09:00:00Z','levels':['2031-06-05T09:00:00Z','2031-06-06T09:00:00Z','2031-06-09T02:00:00Z','2031-06-09T09:00:00Z','2031-06-05T09:00:00Z']}}"},
	/* 44 a warning at the lunch break, and of working days */
	{__LINE__, "'op':'clock','calendar':{@W},'targets':{'resolve_s':13500},'warn_pct':[80],'events':[{'at':'2031-06-09T00:45:00Z','type':'created'}]", "{'resolve':{'warnings':['2031-06-09T03:45:00Z']}}"},
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'resolve_days':1},'warn_pct':[50],'events':[{'at':'2031-06-09T03:00:00Z','type':'created'}]", "{'resolve':{'warnings':['2031-06-09T07:30:00Z']}}"},
	/* cancelled; clocks that were stopped before keep their result */
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'resolve_s':7200,'response_s':7200},'events':[{'at':'2031-06-09T01:00:00Z','type':'created'},{'at':'2031-06-09T02:00:00Z','type':'replied'},{'at':'2031-06-09T03:00:00Z','type':'cancelled'}]", "{'resolve':{'state':'cancelled','elapsed_s':null,'due':null,'stopped_at':null},'response':{'state':'stopped','elapsed_s':3600}}"},
	/* errors */
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'resolve_s':0},'events':[]", "!bad_case"},
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{'resolve_s':1,'resolve_days':1},'events':[]", "!bad_case"},
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{},'events':[{'at':'2031-06-09T01:00:00Z','type':'exploded'}]", "!bad_case"},
	{__LINE__, "'op':'clock','calendar':{@O},'targets':{},'events':[{'type':'created'}]", "!bad_case"},
	{__LINE__, "'op':'clock','calendar':{'shifts':{'2031-06-09':[['01:00','02:00']]}},'targets':{'resolve_s':7200},'events':[{'at':'2031-06-09T01:00:00Z','type':'created'}]", "!unreachable"},
};

static const struct row recur_rows[] = {
	{__LINE__, "'op':'rrule','dtstart':'2031-01-31T09:30:00','tzid':'UTC','limit':3,'rule':'FREQ=MONTHLY'", "['2031-01-31T09:30:00Z','2031-03-31T09:30:00Z','2031-05-31T09:30:00Z']"},
	{__LINE__, "'op':'rrule','dtstart':'2028-02-29T00:00:00','tzid':'UTC','limit':2,'rule':'FREQ=YEARLY'", "['2028-02-29T00:00:00Z','2032-02-29T00:00:00Z']"},
	{__LINE__, "'op':'rrule','dtstart':'2031-01-01T00:00:00','tzid':'UTC','limit':2,'rule':'FREQ=MONTHLY;BYDAY=5MO'", "['2031-03-31T00:00:00Z','2031-06-30T00:00:00Z']"},
	{__LINE__, "'op':'rrule','dtstart':'2031-01-01T00:00:00','tzid':'UTC','limit':2,'rule':'FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO'", "['2032-12-27T00:00:00Z','2037-12-28T00:00:00Z']"},
	{__LINE__, "'op':'rrule','dtstart':'2031-01-01T00:00:00','tzid':'UTC','limit':1,'rule':'FREQ=YEARLY;BYWEEKNO=20'", "['2031-05-14T00:00:00Z']"},
	{__LINE__, "'op':'rrule','dtstart':'1997-08-05T09:00:00','tzid':'America/New_York','limit':9,'rule':'FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO'", "['1997-08-05T13:00:00Z','1997-08-10T13:00:00Z','1997-08-19T13:00:00Z','1997-08-24T13:00:00Z']"},
	{__LINE__, "'op':'rrule','dtstart':'1997-08-05T09:00:00','tzid':'America/New_York','limit':9,'rule':'FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU'", "['1997-08-05T13:00:00Z','1997-08-17T13:00:00Z','1997-08-19T13:00:00Z','1997-08-31T13:00:00Z']"},
	{__LINE__, "'op':'rrule','dtstart':'2031-01-01T09:00:00','tzid':'UTC','limit':9,'rule':'FREQ=DAILY;UNTIL=20310102T090000Z'", "['2031-01-01T09:00:00Z','2031-01-02T09:00:00Z']"},
	{__LINE__, "'op':'rrule','dtstart':'2031-01-01T09:00:00','tzid':'UTC','limit':9,'rule':'FREQ=DAILY;COUNT=3','exdates':['2031-01-02T09:00:00']", "['2031-01-01T09:00:00Z','2031-01-03T09:00:00Z']"},
	{__LINE__, "'op':'rrule','dtstart':'2031-03-08T09:30:00','tzid':'America/New_York','limit':2,'rule':'FREQ=DAILY'", "['2031-03-08T14:30:00Z','2031-03-09T13:30:00Z']"},
	{__LINE__, "'op':'rrule','dtstart':'2031-03-08T02:30:00','tzid':'America/New_York','limit':3,'rule':'FREQ=DAILY'", "['2031-03-08T07:30:00Z','2031-03-09T07:30:00Z','2031-03-10T06:30:00Z']"},
	{__LINE__, "'op':'rrule','dtstart':'2031-11-01T01:30:00','tzid':'America/New_York','limit':3,'rule':'FREQ=DAILY'", "['2031-11-01T05:30:00Z','2031-11-02T05:30:00Z','2031-11-03T06:30:00Z']"},
	/* RFC 5545 section 3.8.5.3 */
	{__LINE__, "'op':'rrule','dtstart':'1996-11-05T09:00:00','tzid':'UTC','limit':3,'rule':'FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8'", "['1996-11-05T09:00:00Z','2000-11-07T09:00:00Z','2004-11-02T09:00:00Z']"},
	{__LINE__, "'op':'rrule','dtstart':'1997-09-02T09:00:00','tzid':'UTC','limit':3,'rule':'FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13'", "['1998-02-13T09:00:00Z','1998-03-13T09:00:00Z','1998-11-13T09:00:00Z']"},
	{__LINE__, "'op':'rrule','dtstart':'1997-05-19T09:00:00','tzid':'UTC','limit':3,'rule':'FREQ=YEARLY;BYDAY=20MO'", "['1997-05-19T09:00:00Z','1998-05-18T09:00:00Z','1999-05-17T09:00:00Z']"},
	{__LINE__, "'op':'rrule','dtstart':'1997-01-01T09:00:00','tzid':'UTC','limit':4,'rule':'FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200'", "['1997-01-01T09:00:00Z','1997-04-10T09:00:00Z','1997-07-19T09:00:00Z','2000-01-01T09:00:00Z']"},
	{__LINE__, "'op':'rrule','dtstart':'1997-09-28T09:00:00','tzid':'UTC','limit':3,'rule':'FREQ=MONTHLY;BYMONTHDAY=-3'", "['1997-09-28T09:00:00Z','1997-10-29T09:00:00Z','1997-11-28T09:00:00Z']"},
	{__LINE__, "'op':'rrule','dtstart':'1997-09-04T09:00:00','tzid':'UTC','limit':3,'rule':'FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3'", "['1997-09-04T09:00:00Z','1997-10-07T09:00:00Z','1997-11-06T09:00:00Z']"},
	{__LINE__, "'op':'rrule','dtstart':'1997-06-05T09:00:00','tzid':'UTC','limit':3,'rule':'FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8'", "['1997-06-05T09:00:00Z','1997-06-12T09:00:00Z','1997-06-19T09:00:00Z']"},
	{__LINE__, "'op':'rrule','dtstart':'2031-01-01T09:00:00','tzid':'UTC','limit':3,'rule':'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30'", "[]"},
	{__LINE__, "'op':'rrule','dtstart':'2031-01-01T09:00:00','tzid':'UTC','limit':3,'rule':'FREQ=HOURLY'", "!unsupported"},
	{__LINE__, "'op':'rrule','dtstart':'2031-01-01T09:00:00','tzid':'UTC','limit':3,'rule':'FREQ=DAILY;BYHOUR=9'", "!unsupported"},
	{__LINE__, "'op':'rrule','dtstart':'2031-01-01T09:00:00','tzid':'UTC','limit':3,'rule':'FREQ=DAILY;COUNT=1;UNTIL=20310102T090000Z'", "!bad_case"},
	{__LINE__, "'op':'rrule','dtstart':'2031-01-01T09:00:00','tzid':'UTC','limit':3,'rule':'FREQ=DAILY;INTERVAL=0'", "!bad_case"},
	{__LINE__, "'op':'rrule','dtstart':'2031-01-01T09:00:00','tzid':'UTC','limit':3,'rule':'INTERVAL=2'", "!bad_case"},
	{__LINE__, "'op':'rrule','dtstart':'2031-01-01T09:00:00','tzid':'UTC','limit':3,'rule':'FREQ=WEEKLY;BYDAY=1MO'", "!bad_case"},
	{__LINE__, "'op':'rrule','dtstart':'2031-01-01T09:00:00','tzid':'Mars/Phobos','limit':3,'rule':'FREQ=WEEKLY'", "!bad_time_zone"},
	/* 56 lunar dates */
	{__LINE__, "'op':'lunar_festival','year':2027,'festival':'spring_festival'", "'2027-02-06'"},
	{__LINE__, "'op':'lunar_festival','year':2030,'festival':'spring_festival'", "'2030-02-03'"},
	{__LINE__, "'op':'lunar_festival','year':2026,'festival':'mid_autumn'", "'2026-09-25'"},
	{__LINE__, "'op':'lunar_festival','year':2025,'festival':'dragon_boat'", "'2025-05-31'"},
	{__LINE__, "'op':'lunar_festival','year':2025,'festival':'qixi'", "'2025-08-29'"},
	{__LINE__, "'op':'lunar_festival','year':1850,'festival':'qixi'", "!unsupported"},
	{__LINE__, "'op':'lunar_festival','year':2025,'festival':'christmas'", "!bad_case"},
	{__LINE__, "'op':'lunar_to_date','lunar':{'year':2025,'month':6,'day':1,'leap':true}", "'2025-07-25'"},
	{__LINE__, "'op':'lunar_to_date','lunar':{'year':2025,'month':5,'day':1,'leap':true}", "null"},
	{__LINE__, "'op':'lunar_to_date','lunar':{'year':2025,'month':12,'day':30,'leap':false}", "null"},
	{__LINE__, "'op':'lunar_to_date','lunar':{'year':2024,'month':12,'day':30,'leap':false}", "null"},
	{__LINE__, "'op':'lunar_to_date','lunar':{'year':2025,'month':13,'day':1,'leap':false}", "!bad_case"},
};

static const struct row error_rows[] = {
	{__LINE__, "'op':'dance'", "!unknown_op"},
	{__LINE__, "'calendar':{@O}", "!bad_case"},
	{__LINE__, "'op':'add','calendar':{@O},'start':'2031-06-06T07:30:00Z'", "!bad_case"},
	{__LINE__, "'op':'add','calendar':{@O},'start':'2031-06-06T07:30:00Z','seconds':-1", "!bad_case"},
	{__LINE__, "'op':'add','calendar':{@O},'start':'2031-06-06T07:30:00Z','seconds':1.5", "!bad_case"},
	{__LINE__, "'op':'add','calendar':{@O},'start':'2031-06-06T07:30:00Z','seconds':99999999999999999999", "!bad_case"},
	{__LINE__, "'op':'add','calendar':{@O},'start':'2031-06-06T07:30:00+00:00','seconds':1", "!bad_case"},
	{__LINE__, "'op':'add','calendar':{@O},'start':'2031-02-30T07:30:00Z','seconds':1", "!bad_case"},
	{__LINE__, "'op':'add','calendar':{@O},'start':'2031-06-06T07:30:00Z','seconds':1,'edge':'middle'", "!bad_case"},
	{__LINE__, "'op':'add','start':'2031-06-06T07:30:00Z','seconds':1", "!bad_case"},
	{__LINE__, "'op':'add_days','calendar':{@O},'start':'2031-06-06T07:30:00Z','days':1,'mode':'soon'", "!bad_case"},
	{__LINE__, "'op':'is_open','calendar':{'time_zone':'Mars/Phobos','weekly':{'mon':[['09:00','10:00']]}},'at':'2031-06-06T07:30:00Z'", "!bad_time_zone"},
	{__LINE__, "'op':'is_open','calendar':{'time_zone':'../../etc/passwd','weekly':{'mon':[['09:00','10:00']]}},'at':'2031-06-06T07:30:00Z'", "!bad_time_zone"},
	{__LINE__, "'op':'is_open','calendar':{'time_zone':'Asia','weekly':{'mon':[['09:00','10:00']]}},'at':'2031-06-06T07:30:00Z'", "!bad_time_zone"},
	{__LINE__, "'op':'is_open','calendar':{'weekly':{'mon':[['9:00','10:00']]}},'at':'2031-06-06T07:30:00Z'", "!bad_calendar"},
	{__LINE__, "'op':'is_open','calendar':{'weekly':{'mon':[['24:00','10:00']]}},'at':'2031-06-06T07:30:00Z'", "!bad_calendar"},
	{__LINE__, "'op':'is_open','calendar':{'weekly':{'mon':[['09:00','24:01']]}},'at':'2031-06-06T07:30:00Z'", "!bad_calendar"},
	{__LINE__, "'op':'is_open','calendar':{'weekly':{'mon':[['09:00','09:00']]}},'at':'2031-06-06T07:30:00Z'", "!bad_calendar"},
	{__LINE__, "'op':'is_open','calendar':{@O,'breaks':{'2031-06-06':[['22:00','02:00']]}},'at':'2031-06-06T07:30:00Z'", "!bad_calendar"},
	{__LINE__, "'op':'is_open','calendar':{@O,'holidays':['2031-02-29']},'at':'2031-06-06T07:30:00Z'", "!bad_calendar"},
	{__LINE__, "'op':'is_open','calendar':{'weekly':{'mon':[['09:00:30','09:00:31']]}},'at':'2031-06-09T09:00:30Z','colour':'red'", "true"},
	{__LINE__, "'op':'add','calendar':{@U},'start':'9999-12-31T23:59:59Z','seconds':1", "!out_of_range"},
};
/* clang-format on */

/* The row as a line of input: quotes turned, calendars put in. */
static void put_row(struct buf *b, const struct row *row)
{
	buf_printf(b, "{\"id\":%d,", row->line);
	for (const char *p = row->in; *p; p++) {
		const char *cal = NULL;
		for (size_t i = 0; *p == '@' && i < sizeof calendars / sizeof *calendars; i++)
			if (calendars[i].name == p[1])
				cal = calendars[i].json;
		if (cal)
			p++;
		for (const char *q = cal ? cal : p; cal ? *q : q == p; q++)
			buf_putc(b, *q == '\'' ? '"' : *q);
	}
	buf_puts(b, "}\n");
}

/* Whether `got` has everything that `want` names. */
static bool matches(const json_t *want, const json_t *got)
{
	const char *key;
	json_t *v;
	if (!json_is_object(want))
		return json_equal(want, got);
	json_object_foreach ((json_t *)(uintptr_t)want, key, v)
		if (!matches(v, json_object_get(got, key)))
			return false;
	return json_is_object(got);
}

static bool row_holds(const struct row *row, const char *line)
{
	struct buf want = {0};
	json_t *answer = json_loads(line, 0, NULL);
	bool ok = json_integer_value(json_object_get(answer, "id")) == row->line;

	if (row->out[0] == '!') {
		const json_t *error = json_object_get(answer, "error");
		const char *code = json_string_value(json_object_get(error, "code"));
		ok = ok && code && !strcmp(code, row->out + 1);
	} else {
		for (const char *p = row->out; *p; p++)
			buf_putc(&want, *p == '\'' ? '"' : *p);
		json_t *expected = json_loadb(want.p, want.n, JSON_DECODE_ANY, NULL);
		ok = ok && expected && matches(expected, json_object_get(answer, "got"));
		json_decref(expected);
	}
	json_decref(answer);
	buf_done(&want);
	return ok;
}

/* Runs a text through the entrance; the caller frees the answer. */
static char *run(const char *in, size_t n)
{
	char *out = NULL;
	size_t size = 0;
	FILE *from = fmemopen((void *)(uintptr_t)in, n, "r");
	FILE *to = open_memstream(&out, &size);
	assert_non_null(from);
	assert_non_null(to);
	assert_int_equal(clock_eval_run(from, to), 0);
	fclose(from);
	fclose(to);
	return out;
}

static void run_rows(const struct row *rows, size_t n)
{
	struct buf in = {0};
	for (size_t i = 0; i < n; i++)
		put_row(&in, &rows[i]);
	char *out = run(in.p, in.n);
	char *line = out;
	int failed = 0;
	for (size_t i = 0; i < n; i++) {
		char *end = strchr(line, '\n');
		assert_non_null(end);
		*end = '\0';
		if (!row_holds(&rows[i], line)) {
			print_error("line %d: want %s\n got %s\n", rows[i].line, rows[i].out,
				    line);
			failed++;
		}
		line = end + 1;
	}
	assert_int_equal(*line, '\0');
	assert_int_equal(failed, 0);
	free(out);
	buf_done(&in);
}

#define ROWS(v) run_rows(v, sizeof v / sizeof *v)

static void test_calendars(void **state)
{
	(void)state;
	ROWS(calendar_rows);
}

static void test_clocks(void **state)
{
	(void)state;
	ROWS(clock_rows);
}

static void test_recurrence_and_lunar(void **state)
{
	(void)state;
	ROWS(recur_rows);
}

static void test_errors(void **state)
{
	(void)state;
	ROWS(error_rows);
}

/* What is no case gets an answer too, blank lines get none, and the last line needs no end. */
static void test_lines(void **state)
{
	(void)state;
	static const char in[] =
		"\n  \r\nnot "
		"json\n[]\n{\"id\":[1,{\"a\":null}],\"op\":\"x\"}\n\xff\n{\"op\":\"x\"}";
	char *out = run(in, sizeof in - 1);
	static const char bad[] = "{\"id\":null,\"error\":{\"code\":\"bad_json\"";
	char *p = out;
	assert_int_equal(strncmp(p, bad, sizeof bad - 1), 0);
	p = strchr(p, '\n') + 1;
	assert_int_equal(strncmp(p, bad, sizeof bad - 1), 0);
	p = strchr(p, '\n') + 1;
	assert_non_null(
		strstr(p, "{\"id\":[1,{\"a\":null}],\"error\":{\"code\":\"unknown_op\""));
	p = strchr(p, '\n') + 1;
	assert_int_equal(strncmp(p, bad, sizeof bad - 1), 0);
	p = strchr(p, '\n') + 1;
	assert_int_equal(strncmp(p, "{\"id\":null,\"error\":{\"code\":\"unknown_op\"", 39), 0);
	p = strchr(p, '\n') + 1;
	assert_int_equal(*p, '\0');
	free(out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_calendars),
		cmocka_unit_test(test_clocks),
		cmocka_unit_test(test_recurrence_and_lunar),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_lines),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
