import { mount } from "@vue/test-utils";
import { beforeAll, expect, it } from "vitest";
import { speak } from "@/i18n/i18n";
import Loaded from "./loaded.vue";

function show(props: InstanceType<typeof Loaded>["$props"]) {
	return mount(Loaded, { props, slots: { default: "<p>content</p>", empty: "<a>create</a>" } });
}

beforeAll(() => speak("en"));

it("is busy while it waits", () => {
	const page = show({ loading: true });
	expect(page.get("[role=status]").attributes("aria-busy")).toBe("true");
	expect(page.text()).toBe("Loading…");
});

it("shows what was loaded", () => {
	expect(show({ loading: false }).html()).toBe("<p>content</p>");
});

it("teaches when there is nothing", () => {
	const page = show({ loading: false, empty: true, emptyTitle: "No customers", emptyHint: "Import some" });
	expect(page.text()).toContain("No customersImport some");
	expect(page.find("a").text()).toBe("create");
	expect(page.text()).not.toContain("content");
});

it("says why it failed and offers to try again", async () => {
	const page = show({ loading: false, error: { status: 500, message: "It broke", requestId: "r7" } });
	expect(page.get("[role=alert]").text()).toContain("It broke");
	expect(page.text()).toContain("Request r7");
	await page.get("button").trigger("click");
	expect(page.emitted("retry")).toHaveLength(1);
});

it("says that the server cannot be reached", () => {
	expect(show({ loading: false, error: { status: 0, message: "" } }).text()).toContain("cannot be reached");
});

it.each([
	[403, "You may not see this"],
	[404, "This page does not exist"],
])("offers no second try for %d", (status, text) => {
	const page = show({ loading: true, error: { status, message: "detail" } });
	expect(page.text()).toContain(text);
	expect(page.find("button").exists()).toBe(false);
});

it("prefers an old error to waiting for a new answer", () => {
	expect(show({ loading: true, error: { status: 500, message: "It broke" } }).text()).toContain("It broke");
});
