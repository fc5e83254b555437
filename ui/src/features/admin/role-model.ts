// The rights of a role as choices: what a permission can be given for, and what differs.
import type { Scope } from "@/api/session";

export const scopes = ["none", "own", "department", "all"] as const satisfies readonly Scope[];
export type Grants = Record<string, Scope>;

/** The scopes that mean something for a permission: others than those of records are all or none. */
export function scopesFor(scoped: boolean): readonly Scope[] {
	return scoped ? scopes : ["none", "all"];
}

/** Grants with every permission named. */
export function grantsIn(permissions: readonly { name: string }[], grants: Grants | null): Grants {
	return Object.fromEntries(permissions.map((p) => [p.name, grants?.[p.name] ?? "none"]));
}
