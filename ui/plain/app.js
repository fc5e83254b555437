// The plain page of the due queue: log in, see what is due, record a contact, ask why.
// It computes no due dates and no permissions: both come from the server.
"use strict";

const texts = {
	"zh-CN": {
		setup: "第一次使用", setup_hint: "请输入服务器启动时打印的一次性设置令牌，创建管理员和公司。", token: "设置令牌", person: "姓名", company: "公司名称", standards: "响应标准", start: "开始使用",
		presets: { "s1,s0,s4": "推荐：紧急程度 S1 + 客户等级 S0 + 跟进频率 S4", "s1,s3,s4": "紧急程度 S1 + 客户等级 S3 + 跟进频率 S4", "s0,s4": "客户等级 S0 + 跟进频率 S4" },
		title: "跟进 · 今天", language: "语言", scope: "范围", mine: "我的", team: "我的团队", logout: "退出", login: "登录",
		user: "用户名", password: "密码", channel: "方式", content: "内容", save: "保存", cancel: "取消", close: "关闭",
		why: "为什么是这个时间？", record: "记录跟进", empty: "没有到期事项。客户和工单的下一个时限会自动出现在这里。",
		covered: "覆盖率 100%：{active} 个客户都在跟进中", gap: "{without} 个客户没有下次跟进，{beyond} 个已超时", overdue: "超时", today: "今天",
		tomorrow: "明天", this_week: "本周", later: "以后", paused: "已暂停", late: "超时 {t}", left: "剩余 {t}", more: "更多",
		reply: "回复客户", resolve: "填写处理结果", apologise: "说明并致歉", callback: "记录回访", done: "完成", confirmation: "客户确认",
		confirmations: { satisfied: "满意", basically_satisfied: "基本满意", dissatisfied: "不满意" },
		d: "{n} 天", h: "{n} 小时", m: "{n} 分钟", offline: "无法连接服务器，请稍后再试。", rule: "依据", standard: "标准",
		kinds: { response: "首次响应", update: "再次响应", solution: "解决", call_back: "解决后回访", department_reply: "部门反馈", apology: "说明原因并致歉", first_follow_up: "首次跟进", follow_up: "跟进", plan: "跟进计划", action: "跟进事项" },
		channels: { phone: "电话", email: "邮件", online: "在线", visit: "拜访", social: "社交媒体", sms: "短信" },
		lines: { start: "开始", open: "计时", day_off: "休息日", make_up: "调休上班", pause: "挂起", sum: "合计", due: "到期", nominal: "周期日", rolled: "顺延至" },
	},
	"zh-TW": {
		setup: "第一次使用", setup_hint: "請輸入伺服器啟動時列印的一次性設定權杖，建立管理員和公司。", token: "設定權杖", person: "姓名", company: "公司名稱", standards: "回應標準", start: "開始使用",
		presets: { "s1,s0,s4": "建議：緊急程度 S1 + 客戶等級 S0 + 跟進頻率 S4", "s1,s3,s4": "緊急程度 S1 + 客戶等級 S3 + 跟進頻率 S4", "s0,s4": "客戶等級 S0 + 跟進頻率 S4" },
		title: "跟進 · 今天", language: "語言", scope: "範圍", mine: "我的", team: "我的團隊", logout: "登出", login: "登入",
		user: "使用者名稱", password: "密碼", channel: "方式", content: "內容", save: "儲存", cancel: "取消", close: "關閉",
		why: "為什麼是這個時間？", record: "記錄跟進", empty: "沒有到期事項。客戶和工單的下一個時限會自動出現在這裡。",
		covered: "覆蓋率 100%：{active} 個客戶都在跟進中", gap: "{without} 個客戶沒有下次跟進，{beyond} 個已逾時", overdue: "逾時", today: "今天",
		tomorrow: "明天", this_week: "本週", later: "以後", paused: "已暫停", late: "逾時 {t}", left: "剩餘 {t}", more: "更多",
		reply: "回覆客戶", resolve: "填寫處理結果", apologise: "說明並致歉", callback: "記錄回訪", done: "完成", confirmation: "客戶確認",
		confirmations: { satisfied: "滿意", basically_satisfied: "基本滿意", dissatisfied: "不滿意" },
		d: "{n} 天", h: "{n} 小時", m: "{n} 分鐘", offline: "無法連線伺服器，請稍後再試。", rule: "依據", standard: "標準",
		kinds: { response: "首次回應", update: "再次回應", solution: "解決", call_back: "解決後回訪", department_reply: "部門回饋", apology: "說明原因並致歉", first_follow_up: "首次跟進", follow_up: "跟進", plan: "跟進計畫", action: "跟進事項" },
		channels: { phone: "電話", email: "郵件", online: "線上", visit: "拜訪", social: "社群媒體", sms: "簡訊" },
		lines: { start: "開始", open: "計時", day_off: "休息日", make_up: "補班", pause: "暫停", sum: "合計", due: "到期", nominal: "週期日", rolled: "順延至" },
	},
	en: {
		setup: "First steps", setup_hint: "Enter the setup token that the server printed at its start, and make the administrator and the company.", token: "Setup token", person: "Your name", company: "Company", standards: "Response standard", start: "Start",
		presets: { "s1,s0,s4": "Recommended: urgency S1 + tiers S0 + follow-ups S4", "s1,s3,s4": "Urgency S1 + tiers S3 + follow-ups S4", "s0,s4": "Tiers S0 + follow-ups S4" },
		title: "Genjin · My day", language: "Language", scope: "Show", mine: "Mine", team: "My team", logout: "Log out", login: "Log in",
		user: "User", password: "Password", channel: "By", content: "What was said", save: "Save", cancel: "Cancel", close: "Close",
		why: "Why is it due then?", record: "Log contact", empty: "Nothing is due. The next deadline of each customer and ticket appears here by itself.",
		covered: "Coverage 100 %: all {active} customers are followed up", gap: "{without} customers without a next touch, {beyond} late", overdue: "Overdue", today: "Today",
		tomorrow: "Tomorrow", this_week: "This week", later: "Later", paused: "Paused", late: "{t} late", left: "{t} left", more: "More",
		reply: "Reply", resolve: "Resolve", apologise: "Apologise", callback: "Log call-back", done: "Done", confirmation: "Customer says",
		confirmations: { satisfied: "Satisfied", basically_satisfied: "Basically satisfied", dissatisfied: "Dissatisfied" },
		d: "{n} d", h: "{n} h", m: "{n} min", offline: "The server cannot be reached. Please try again.", rule: "Rule", standard: "Standard",
		kinds: { response: "First response", update: "Next response", solution: "Solution", call_back: "Call-back", department_reply: "Department's report", apology: "Explanation and apology", first_follow_up: "First follow-up", follow_up: "Follow-up", plan: "Planned follow-up", action: "Next action" },
		channels: { phone: "Phone", email: "E-mail", online: "Online", visit: "Visit", social: "Social media", sms: "SMS" },
		lines: { start: "Start", open: "Counted", day_off: "Day off", make_up: "Make-up workday", pause: "On hold", sum: "Sum", due: "Due", nominal: "Nominal day", rolled: "Moved to" },
	},
};
const $ = (id) => document.getElementById(id);
const params = new URLSearchParams(location.search);
let language = texts[params.get("lang")] ? params.get("lang") : pick(navigator.languages);
let next = null;
let company = null;

function pick(wanted) {
	for (const l of wanted) {
		if (/^zh-(TW|HK|MO|Hant)/i.test(l)) return "zh-TW";
		if (/^zh/i.test(l)) return "zh-CN";
		if (/^en/i.test(l)) return "en";
	}
	return "zh-CN";
}

function t(key, values = {}) {
	return texts[language][key].replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
}

function element(name, attributes = {}, ...children) {
	const e = document.createElement(name);
	for (const [k, v] of Object.entries(attributes)) k.startsWith("on") ? e.addEventListener(k.slice(2), v) : e.setAttribute(k, v);
	e.append(...children);
	return e;
}

async function api(method, path, body) {
	const reply = await fetch("/api/v1" + path, {
		method, credentials: "same-origin",
		headers: { "Accept-Language": language, ...(body ? { "Content-Type": "application/json" } : {}) },
		body: body ? JSON.stringify(body) : undefined,
	});
	const data = reply.status === 204 ? null : await reply.json();
	if (!reply.ok) throw Object.assign(new Error(problemText(data)), { status: reply.status });
	return data;
}

function problemText(p) {
	return [p.detail ?? p.title, ...(p.errors ?? []).map((e) => `${e.field ?? ""} ${e.detail ?? e.code}`)].join(" · ");
}

function say(error) {
	$("problem").hidden = !error;
	$("problem").className = "problem";
	$("problem").textContent = error ? (error.status ? error.message : t("offline")) : "";
}

function duration(ms) {
	const minutes = Math.floor(Math.abs(ms) / 60000);
	if (minutes >= 2880) return t("d", { n: Math.floor(minutes / 1440) });
	return minutes >= 120 ? t("h", { n: Math.floor(minutes / 60) }) : t("m", { n: minutes });
}

function dueText(item, now) {
	if (!item.due_at) return t("paused");
	const ms = new Date(item.due_at) - now;
	return t(ms < 0 ? "late" : "left", { t: duration(ms) });
}

function exact(time) {
	return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(time));
}

// What settles a deadline, by its kind: the label, the request, and which fields the form asks for.
const ticket = (word, extra) => (item, f) => ["POST", `/tickets/${item.ticket.id}/${word}`, { text: f.content, ...extra?.(f) }];
const by = (f) => ({ channel: f.channel });
const actions = {
	response: { label: "reply", request: ticket("reply") },
	update: { label: "reply", request: ticket("reply") },
	department_reply: { label: "reply", request: ticket("note") },
	solution: { label: "resolve", request: ticket("resolve") },
	apology: { label: "apologise", asks: ["channel"], request: ticket("apologise", by) },
	call_back: { label: "callback", asks: ["channel", "confirmation"], request: ticket("call-back", (f) => ({ ...by(f), confirmation: f.confirmation })) },
	plan: { label: "done", asks: ["channel"], request: (item, f) => ["POST", `/follow-ups/${item.subject_id}/done`, { content: f.content, ...by(f) }] },
	action: { label: "done", quick: true, request: (item) => ["POST", `/follow-ups/${item.subject_id}/action-done`] },
};
const contact = { label: "record", asks: ["channel"], request: (item, f) => ["POST", "/follow-ups", { customer_id: item.customer.id, state: "done", content: f.content, ...by(f) }] };
const actionOf = (item) => actions[item.kind] ?? contact;

function row(item, now) {
	const due = element("span", { class: "due", title: item.due_at ? exact(item.due_at) : "" }, dueText(item, now));
	const about = item.ticket ? `${item.ticket.number} ${item.ticket.title}` : item.customer.number;
	const who = element("span", { class: "who" }, `${texts[language].kinds[item.kind]} · ${item.customer.name}`, element("small", {}, about));
	const act = element("button", { type: "button", onclick: () => record(item) }, t(actionOf(item).label));
	const ask = element("button", { type: "button", "aria-label": t("why"), onclick: () => explain(item) }, "?");
	return element("li", { class: item.bucket, "data-id": item.id }, due, who, element("span", { class: "buttons" }, act, ask));
}

function show(page, append) {
	const queue = $("queue"), now = new Date(page.now);
	if (!append) queue.replaceChildren();
	queue.querySelector(".more")?.remove();
	for (const item of page.items) {
		let list = queue.querySelector(`ul[data-bucket=${item.bucket}]`);
		if (!list) {
			list = element("ul", { "data-bucket": item.bucket });
			queue.append(element("h2", {}, t(item.bucket)), list);
		}
		list.append(row(item, now));
	}
	if (!queue.children.length) queue.append(element("p", { class: "empty" }, t("empty")));
	next = page.next;
	if (next) queue.append(element("button", { type: "button", class: "more", onclick: () => load(true) }, t("more")));
}

async function load(append = false) {
	try {
		const cursor = append && next ? `&cursor=${encodeURIComponent(next)}` : "";
		company ??= await api("GET", "/company");
		const page = await api("GET", `/my-day?scope=${$("scope").value}${cursor}`);
		enter(true);
		show(page, append);
		const c = await api("GET", "/coverage");
		$("coverage").textContent = t(c.covered ? "covered" : "gap", c);
		$("coverage").className = c.covered ? "" : "late";
		say(null);
	} catch (error) {
		if (error.status === 401) await knock();
		else if (error.status === 404) ask(false);
		else say(error);
	}
}

// Nobody is logged in: the first person of all is led to the setup.
async function knock() {
	const setup = await api("GET", "/setup");
	if (setup.open) ask(true);
	else enter(false);
}

// Asks for the company, and before that for the administrator when there is none yet.
function ask(admin) {
	enter(true);
	for (const id of ["queue", "scope-label"]) $(id).hidden = true;
	const form = $("setup");
	form.hidden = false;
	for (const label of form.querySelectorAll(".admin, #token-label")) {
		label.hidden = !admin;
		label.querySelector("input").disabled = !admin;
	}
	form.elements.presets.replaceChildren(...Object.entries(texts[language].presets).map(([k, v]) => element("option", { value: k }, v)));
}

async function setUp(f) {
	if (f.token !== undefined) {
		await api("POST", "/setup", { token: f.token, login: f.login, name: f.name, password: f.password });
		await api("POST", "/session", { login: f.login, password: f.password });
	}
	await api("POST", "/company", { name: f.company, locale: language, presets: f.presets });
}

function enter(inside) {
	$("setup").hidden = true;
	$("login").hidden = inside;
	for (const id of ["queue", "logout", "scope-label"]) $(id).hidden = !inside;
	if (!inside) {
		$("coverage").textContent = "";
		$("login").elements.login.focus();
	}
}

async function settle(item, form) {
	try {
		await api(...actionOf(item).request(item, form));
		await load();
	} catch (error) {
		say(error);
	}
}

function record(item) {
	const dialog = $("dialog"), form = $("record"), action = actionOf(item);
	if (action.quick) return settle(item, {});
	form.reset();
	$("record-title").textContent = `${t(action.label)} · ${item.customer.name}`;
	for (const name of ["channel", "confirmation"]) {
		const select = form.elements[name];
		select.replaceChildren(...Object.entries(texts[language][`${name}s`]).map(([k, v]) => element("option", { value: k }, v)));
		select.parentElement.hidden = !action.asks?.includes(name);
	}
	dialog.returnValue = "";
	dialog.onclose = () => {
		if (dialog.returnValue === "save") settle(item, Object.fromEntries(new FormData(form)));
	};
	dialog.showModal();
}

async function explain(item) {
	try {
		const x = await api("GET", `/deadlines/${item.id}/explain`);
		const rows = [];
		if (x.rule) rows.push([t("rule"), `${x.rule.id} · ${x.rule.target}`], [t("standard"), x.rule.standard]);
		for (const l of x.lines) {
			const span = [l.from && exact(l.from), l.to && exact(l.to)].filter(Boolean).join(" → ") || [l.first, l.last !== l.first && l.last].filter(Boolean).join(" → ");
			rows.push([texts[language].lines[l.kind], [span, l.seconds !== undefined && duration(l.seconds * 1000), l.name].filter(Boolean).join("  ")]);
		}
		$("why-body").replaceChildren(element("table", {}, ...rows.map(([a, b]) => element("tr", {}, element("td", {}, a), element("td", {}, b ?? "")))));
		$("why").showModal();
	} catch (error) {
		say(error);
	}
}

function speak() {
	document.documentElement.lang = language;
	$("language").value = language;
	for (const e of document.querySelectorAll("[data-text]")) e.textContent = t(e.dataset.text);
	document.title = t("title");
}

$("language").addEventListener("change", () => { language = $("language").value; speak(); load(); });
$("scope").addEventListener("change", () => load());
$("logout").addEventListener("click", async () => { await api("DELETE", "/session").catch(say); enter(false); });
$("setup").addEventListener("submit", async (event) => {
	event.preventDefault();
	try {
		await setUp(Object.fromEntries(new FormData(event.target)));
		await load();
	} catch (error) {
		say(error);
	}
});
$("login").addEventListener("submit", async (event) => {
	event.preventDefault();
	const f = event.target.elements;
	try {
		await api("POST", "/session", { login: f.login.value, password: f.password.value });
		f.password.value = "";
		say(null);
		await load();
	} catch (error) {
		say(error);
	}
});
speak();
load();
setInterval(() => { if (!$("queue").hidden && !document.querySelector("dialog[open]")) load(); }, 60000);
