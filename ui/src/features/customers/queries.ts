import { useQuery, useQueryClient } from "@tanstack/vue-query";
import { computed } from "vue";
import { api, ask, idempotencyKey, ifMatch, type Schemas } from "@/api/client";
import { useLive } from "@/api/live";
import { usePaged } from "@/api/paged";

export type Contact = Schemas["contact"];
export type CustomerEdit = Schemas["customer_edit"];

const byId = (id: string) => ({ params: { path: { id } } });
const once = () => ({ "Idempotency-Key": idempotencyKey() });

export function loadCustomer(id: string) {
	return ask(api.GET("/customers/{id}", byId(id)));
}

/** A customer with all that hangs on it; refreshed when anything of it changes. */
export function useCustomer(id: () => string) {
	const queries = useQueryClient();
	const key = (what: string) => ["customers", computed(id), what];
	const customer = useQuery({ queryKey: computed(() => ["customers", id()]), queryFn: () => loadCustomer(id()) });
	const contacts = usePaged(key("contacts"), (cursor) => ask(api.GET("/customers/{customer_id}/contacts", { params: { path: { customer_id: id() }, query: { cursor } } })));
	const deadlines = usePaged(key("deadlines"), (cursor) => ask(api.GET("/deadlines", { params: { query: { customer_id: id(), open: true, sort: "due_at", cursor } } })));
	const again = (): Promise<void> => queries.invalidateQueries({ queryKey: ["customers", id()] });
	useLive("record", (e) => ["customer", "contact", "order", "ticket", "follow_up"].includes(e.record ?? ""), () => void again(), 800);
	return { customer, contacts, deadlines, again };
}

/** What happened with a customer, the newest first, by types of the server. */
export function useTimeline(id: () => string, types: () => string, part: string) {
	const page = (cursor: string | undefined, signal: AbortSignal) => ask(api.GET("/customers/{id}/timeline", { params: { path: { id: id() }, query: { types: types(), cursor } }, signal }));
	return usePaged(["customers", computed(id), "timeline", part, computed(types)], page);
}

export function createCustomer(body: Schemas["customer_new"]) {
	return ask(api.POST("/customers", { params: { header: once() }, body }));
}

export function changeCustomer(id: string, version: number, body: CustomerEdit) {
	return ask(api.PATCH("/customers/{id}", { params: { path: { id }, header: ifMatch({ version }) }, body }));
}

/** Takes a customer out of the public pool. */
export function claimCustomer(id: string) {
	return ask(api.POST("/customers/{id}/claim", { params: { path: { id }, header: once() } }));
}

/** Gives a customer back into the pool. */
export function releaseCustomer(customer: Schemas["customer"]) {
	return changeCustomer(customer.id, customer.version, { owner_id: null });
}

export function createOrder(customer_id: string, body: Schemas["order_new"]) {
	return ask(api.POST("/customers/{customer_id}/orders", { params: { path: { customer_id }, header: once() }, body }));
}

export function createContact(customer_id: string, body: Schemas["contact_new"]) {
	return ask(api.POST("/customers/{customer_id}/contacts", { params: { path: { customer_id }, header: once() }, body }));
}

export function changeContact(contact: Contact, body: Schemas["contact_edit"]) {
	return ask(api.PATCH("/customers/{customer_id}/contacts/{id}", { params: { path: { customer_id: contact.customer_id ?? "", id: contact.id }, header: ifMatch(contact) }, body }));
}

export function deleteContact(contact: Contact) {
	return ask(api.DELETE("/customers/{customer_id}/contacts/{id}", { params: { path: { customer_id: contact.customer_id ?? "", id: contact.id }, header: ifMatch(contact) } }));
}

/** Customers of the same name: possible duplicates. */
export function useNamesakes(name: () => string) {
	return useQuery({
		queryKey: computed(() => ["customers", "namesakes", name()]),
		queryFn: () => ask(api.GET("/customers", { params: { query: { q: name(), limit: 5 } } })),
		enabled: () => name().length >= 2,
	});
}

/** Customers that may be the same one, and why; not asked for one that cannot be changed. */
export function useDuplicates(id: () => string, wanted: () => boolean) {
	return useQuery({
		queryKey: computed(() => ["customers", id(), "duplicates"]),
		queryFn: () => ask(api.GET("/customers/{id}/duplicates", byId(id()))),
		enabled: wanted,
	});
}

export type MergeChoice = { take: string[]; set: CustomerEdit; dry_run?: boolean };

/** Puts a duplicate into the customer that stays; with dry_run it says what would go over. */
export function mergeCustomers(keep: Schemas["customer"], duplicate: Schemas["customer"], choice: MergeChoice) {
	const body = { duplicate_id: duplicate.id, duplicate_version: duplicate.version, ...choice };
	return ask(api.POST("/customers/{id}/merge", { params: { path: { id: keep.id }, header: { ...ifMatch(keep), ...once() } }, body }));
}

/** A contact in full, for a reason that is kept. */
export function revealContact(id: string, reason: string) {
	return ask(api.POST("/contacts/{id}/reveal", { ...byId(id), body: { reason } }));
}

export function useViewers(id: () => string) {
	return useQuery({ queryKey: computed(() => ["customers", id(), "viewers"]), queryFn: () => ask(api.GET("/customers/{id}/viewers", byId(id()))) });
}
