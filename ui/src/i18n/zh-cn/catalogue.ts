// 简体中文: the catalogue whose shape the other languages have.
import { admin } from "./admin";
import { audit } from "./audit";
import { calendars } from "./calendars";
import { common } from "./common";
import { coverage } from "./coverage";
import { customers } from "./customers";
import { firstSteps } from "./first-steps";
import { followUps } from "./follow-ups";
import { imports } from "./imports";
import { kinds } from "./kinds";
import { late } from "./late";
import { lists } from "./lists";
import { myDay } from "./my-day";
import { notifications } from "./notifications";
import { replay } from "./replay";
import { settings } from "./settings";
import { sheets } from "./sheets";
import { shell } from "./shell";
import { snippets } from "./snippets";
import { standards } from "./standards";
import { tickets } from "./tickets";
import { webhooks } from "./webhooks";
import { why } from "./why";

export const zhCn = {
	common,
	kinds,
	shell,
	my_day: myDay,
	customers,
	tickets,
	follow_ups: followUps,
	why,
	snippets,
	standards,
	replay,
	calendars,
	coverage,
	late,
	notifications,
	imports,
	settings,
	admin,
	audit,
	webhooks,
	first_steps: firstSteps,
	lists,
	sheets,
};
