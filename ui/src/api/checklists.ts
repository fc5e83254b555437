// Checklists: the company's templates, and the items of one ticket.
import { useQuery, useQueryClient } from "@tanstack/vue-query";
import { api, ask, idempotencyKey, ifMatch, type Schemas } from "./client";
import { useLive } from "./live";

export type ChecklistTemplate = Schemas["checklist_template"];
export type ChecklistItem = Schemas["checklist_item"];
type Versioned = { id: string; version: number };
type OfTicket = Versioned & { ticket_id: string | null };

const once = () => ({ "Idempotency-Key": idempotencyKey() });
const one = (record: Versioned) => ({ params: { path: { id: record.id }, header: ifMatch(record) } });
const ofTicket = (item: OfTicket) => ({ params: { path: { ticket_id: item.ticket_id ?? "", id: item.id }, header: ifMatch(item) } });

export const checklistTemplates = {
	create: (body: Schemas["checklist_template_new"]) => ask(api.POST("/checklist-templates", { params: { header: once() }, body })),
	change: (id: string, version: number, body: Schemas["checklist_template_edit"]) => ask(api.PATCH("/checklist-templates/{id}", { ...one({ id, version }), body })),
	load: (id: string) => ask(api.GET("/checklist-templates/{id}", { params: { path: { id } } })),
	remove: (template: Versioned) => ask(api.DELETE("/checklist-templates/{id}", one(template))),
};

export function useChecklistTemplates(enabled: () => boolean = () => true) {
	const queries = useQueryClient();
	useLive("record", (e) => e.record === "checklist_template", () => void queries.invalidateQueries({ queryKey: ["checklist-templates"] }));
	return useQuery({ queryKey: ["checklist-templates"], queryFn: () => ask(api.GET("/checklist-templates", { params: { query: { sort: "name", limit: 200 } } })), enabled });
}

/** The items of a ticket in their order; a ticket has no more than fit on a page. */
export async function fetchChecklist(ticketId: string): Promise<ChecklistItem[]> {
	return (await ask(api.GET("/tickets/{ticket_id}/checklist", { params: { path: { ticket_id: ticketId }, query: { sort: "position", limit: 200 } } }))).items;
}
export function addItem(ticketId: string, text: string) {
	return ask(api.POST("/tickets/{ticket_id}/checklist", { params: { path: { ticket_id: ticketId }, header: once() }, body: { text } }));
}
export function changeItem(item: OfTicket, body: Schemas["checklist_item_edit"]) {
	return ask(api.PATCH("/tickets/{ticket_id}/checklist/{id}", { ...ofTicket(item), body }));
}
export function removeItem(item: OfTicket) {
	return ask(api.DELETE("/tickets/{ticket_id}/checklist/{id}", ofTicket(item)));
}
export function loadItem(item: OfTicket) {
	return ask(api.GET("/tickets/{ticket_id}/checklist/{id}", { params: { path: { ticket_id: item.ticket_id ?? "", id: item.id } } }));
}
export function applyTemplate(ticketId: string, templateId: string) {
	return ask(api.POST("/tickets/{ticket_id}/checklist/apply", { params: { path: { ticket_id: ticketId }, header: once() }, body: { template_id: templateId } }));
}
