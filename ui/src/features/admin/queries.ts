import { useQuery } from "@tanstack/vue-query";
import { api, ask, idempotencyKey, ifMatch, type Schemas } from "@/api/client";

type Versioned = { id: string; version: number };
export type Company = Schemas["company"];
export type Template = Schemas["message_template"];
export type Role = Schemas["role"];
export type Permission = { name: string; title: string; scoped: boolean };

const once = () => ({ params: { header: { "Idempotency-Key": idempotencyKey() } } });
const one = (record: Versioned) => ({ params: { path: { id: record.id }, header: ifMatch(record) } });

const named = <T extends { name?: string | null }>(body: T): T => (body.name ? { ...body, name: body.name.trim() } : body);

export const departments = {
	create: (body: Schemas["department_new"]) => ask(api.POST("/departments", { ...once(), body: named(body) })),
	change: (id: string, version: number, body: Schemas["department_edit"]) => ask(api.PATCH("/departments/{id}", { ...one({ id, version }), body: named(body) })),
	load: (id: string) => ask(api.GET("/departments/{id}", { params: { path: { id } } })),
};

export function deleteDepartment(department: Versioned) {
	return ask(api.DELETE("/departments/{id}", one(department)));
}

export const tags = {
	create: (body: Schemas["tag_new"]) => ask(api.POST("/tags", { ...once(), body: named(body) })),
	change: (id: string, version: number, body: Schemas["tag_edit"]) => ask(api.PATCH("/tags/{id}", { ...one({ id, version }), body: named(body) })),
	load: (id: string) => ask(api.GET("/tags/{id}", { params: { path: { id } } })),
};

export function deleteTag(tag: Versioned) {
	return ask(api.DELETE("/tags/{id}", one(tag)));
}

export const users = {
	create: (body: Schemas["user_new"]) => ask(api.POST("/users", { ...once(), body: named(body) })),
	change: (id: string, version: number, body: Schemas["user_edit"]) => ask(api.PATCH("/users/{id}", { ...one({ id, version }), body: named(body) })),
	load: (id: string) => ask(api.GET("/users/{id}", { params: { path: { id } } })),
};

export function setPassword(id: string, password: string) {
	return ask(api.POST("/users/{id}/password", { params: { path: { id } }, body: { password } }));
}

/** Mails a link to set the first password. */
export function invite(id: string) {
	return ask(api.POST("/users/{id}/invitation", { params: { path: { id } }, body: {} }));
}

/** Turns off the second factor of somebody who has lost the app. */
export function removeSecondFactor(id: string) {
	return ask(api.DELETE("/users/{id}/second-factor", { params: { path: { id } } }));
}

export function useRoles() {
	return useQuery({ queryKey: ["roles"], queryFn: () => ask(api.GET("/roles", { params: { query: { limit: 200 } } })), staleTime: 300_000 });
}

export function usePermissionTable() {
	return useQuery({ queryKey: ["permission-table"], queryFn: () => ask(api.GET("/permission-table")), staleTime: 300_000 });
}

/** The permission table as a file. */
export const permissionTableUrl = "/api/v1/permission-table.csv";

/** Makes a role, or changes of an old one what is different: the shipped titles are translated as long as nobody gives another. */
export function saveRole(was: Role | null, all: Schemas["role_new"], changes: Schemas["role_edit"]) {
	return was ? ask(api.PATCH("/roles/{id}", { ...one(was), body: changes })) : ask(api.POST("/roles", { ...once(), body: all }));
}

export function deleteRole(role: Versioned) {
	return ask(api.DELETE("/roles/{id}", one(role)));
}

export function saveCompany(company: Company, body: Schemas["company_edit"]) {
	return ask(api.PATCH("/company", { params: { header: ifMatch(company) }, body }));
}

export function useTemplates() {
	return useQuery({ queryKey: ["templates"], queryFn: () => ask(api.GET("/templates")) });
}

export function saveTemplate(own: Template | null, body: Schemas["message_template_new"]) {
	return own ? ask(api.PATCH("/templates/{id}", { ...one(own), body: { subject: body.subject, body: body.body } })) : ask(api.POST("/templates", { ...once(), body }));
}

export function dropTemplate(own: Template) {
	return ask(api.DELETE("/templates/{id}", one(own)));
}

export function previewTemplate(body: Schemas["message_template_new"]) {
	return ask(api.POST("/templates/preview", { body }));
}

export function useHealth() {
	return useQuery({ queryKey: ["health-report"], queryFn: () => ask(api.GET("/health-report")), refetchInterval: 30_000 });
}
