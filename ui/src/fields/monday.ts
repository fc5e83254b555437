// Weeks begin on Monday in every calendar that opens: ISO 8601, and what offices here print.
// Element Plus asks dayjs, whose own language begins them on Sunday.
import dayjs from "dayjs";

const own = dayjs.Ls.en;
if (own) own.weekStart = 1;
